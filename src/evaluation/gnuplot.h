#pragma once

#include <string>

#include "spk/error.h"

namespace spk {

// Fails with kOutput, naming the picture at `path` that the script should have drawn.
Result<void> RunGnuplot(const std::string& script, const std::string& path);

// As a string in a script.
std::string Quoted(const std::string& text);

}  // namespace spk
