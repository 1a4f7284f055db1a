// How far the networks hear: what a window must hold beside the steps that are wanted of it.
#pragma once

#include "model/config.h"

namespace spk {

// Steps to each side of a step. Of convolutions alone they are exact, rounded up; LSTM and
// attention, which hear everything, and a U-Net, whose far end is faint, are given a run-in.
int EncoderReach(const AutoencoderConfig& config);
int DecoderReach(const AutoencoderConfig& config);

// Samples to each side that a frame of a SEANet's encoder depends on, exact for convolutions.
int64_t SeanetReach(const SeanetConfig& config);

}  // namespace spk
