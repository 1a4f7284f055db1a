#pragma once

#include <string>

#include "cli/performance_sets.h"

namespace spk {

// spk analyse --probe: the exit code. `name` is the command's.
Result<int> Probe(const std::string& name, const AnalyseCommand& command);

}  // namespace spk
