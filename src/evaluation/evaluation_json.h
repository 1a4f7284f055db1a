// All that was measured of a file, to be kept and taken up again. src/evaluation/record.h has what
// is shown of it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "evaluation/evaluate.h"

namespace spk {

// Without the .spk file itself. Numbers keep their last bit.
nlohmann::ordered_json ToJson(const FileEvaluation& evaluation);

// Nothing where it is not what ToJson makes, of today's metrics.
std::optional<FileEvaluation> EvaluationOf(const nlohmann::ordered_json& json);

}  // namespace spk
