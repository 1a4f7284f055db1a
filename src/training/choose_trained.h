#pragma once

#include <string>
#include <vector>

#include "model/trainable.h"

namespace spk {

// Leaves a gradient to what the stage trains and no prefix of `frozen` names.
void ChooseTrained(Trainable* model, const Stage& stage, const std::vector<std::string>& frozen);

}  // namespace spk
