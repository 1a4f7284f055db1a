#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "spk/event_matrix.h"
#include "spk/spk_file.h"

namespace spk {

struct EventFile {
  FileHeader header;
  std::vector<EventMatrix> segments;  // of all channels
};

// tables: of its model, if it has some. kInput where the file cannot be read; else as
// UnpackingReader fails at the first thing that is wrong.
Result<EventFile> ReadEventFile(const std::string& path, std::span<const uint8_t> tables);

}  // namespace spk
