#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spk/error.h"

namespace spk {

// The words of a command line, as a shell finds them: white space separates them, single quotes,
// double quotes and a backslash hold it together. Nothing else is special, nothing is expanded.
// Fails with kUsage where a quote stays open.
Result<std::vector<std::string>> SplitCommand(std::string_view command);

}  // namespace spk
