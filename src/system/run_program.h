#pragma once

#include <string>
#include <vector>

#include "spk/error.h"

namespace spk {

// Runs a program that is found in PATH, `words` being its name and its arguments, without a shell,
// in `folder`, with the text `input` to read; what it prints is dropped. Fails with kOutput: it is
// not installed, or the last line of what it says went wrong.
Result<void> RunProgram(const std::vector<std::string>& words, const std::string& folder,
                        const std::string& input);

}  // namespace spk
