#pragma once

#include <string>
#include <vector>

#include "training/train_config.h"
#include "training/validation.h"

namespace spk {

// What weights say of themselves, as JSON for their file: steps trained, licence, rate, the
// decoder's default number of steps (0 until stage 2 is trained), and the figures of a validation.
std::string CardJson(const TrainConfig& config, int64_t step,
                     const std::vector<ValidationReport>& reports);

}  // namespace spk
