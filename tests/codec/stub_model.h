// A model that is a formula: the codec's tests need no LibTorch, and know what must come out.
#pragma once

#include <memory>

#include "codec/model.h"

namespace spk {

// Unit u of a step fires where the sum of the audio over 2 * encoder_reach + 1 steps, each at u's
// place in it, is over mu / 20. A sample is the mean over 2 * decoder_reach + 1 steps of
// ±0.5 / (1 + mu), as the unit at its place fires there or not; sampling adds noise that the seed
// and the place alone decide.
std::unique_ptr<Model> MakeStubModel(const ModelFacts& facts);

}  // namespace spk
