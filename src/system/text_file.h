#pragma once

#include <string>

#include "spk/error.h"

namespace spk {

// All that is in a file. Fails with kInput.
Result<std::string> ReadTextFile(const std::string& path);

}  // namespace spk
