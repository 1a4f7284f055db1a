#pragma once

#include <span>
#include <vector>

#include "training/random.h"
#include "training/train_config.h"

namespace spk {

// Reads `source` at `speed` times its pace through a windowed sinc, 16 zero crossings a side;
// writes output.size() samples. source.size() >= SourceLength(output.size(), speed).
void ChangeSpeed(std::span<const float> source, double speed, std::span<float> output);
size_t SourceLength(size_t output_samples, double speed);

// Equaliser, band limit, codec, noise, polarity and gain, drawn from `random`, in place. The RMS
// changes by the gain alone: what the filters do to the level the loudness envelope would undo.
// Throws std::runtime_error where libsndfile writes no MP3.
void Augment(const Augmentation& config, double sample_rate, Random* random,
             std::span<float> window);

}  // namespace spk
