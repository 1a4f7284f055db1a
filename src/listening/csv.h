#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spk/error.h"

namespace spk {

// The rows of a CSV file (RFC 4180), each with its cells; rows without any text are left out. Fails
// with kInput where a quote stays open.
Result<std::vector<std::vector<std::string>>> ParseCsv(std::string_view text);

}  // namespace spk
