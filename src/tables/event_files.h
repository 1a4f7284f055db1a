#pragma once

#include <string>
#include <vector>

#include "spk/event_matrix.h"
#include "spk/spk_file.h"

namespace spk {

struct EventFile {
  FileHeader header;
  std::vector<EventMatrix> segments;  // of all channels
};

// kInput where the file cannot be read; else as SpkReader fails at the first thing that is wrong.
Result<EventFile> ReadEventFile(const std::string& path);

}  // namespace spk
