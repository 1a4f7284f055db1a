#pragma once

#include <span>
#include <vector>

#include "listening/listening_test.h"

namespace spk {

// Integrated loudness of a mono signal at kClipRate in LUFS (EBU R 128, ITU-R BS.1770), -infinity
// of silence.
double Loudness(std::span<const float> samples);

// Brings all to -23 LUFS, or, where a peak would come over -1 dB of full scale, all to as much
// less. Fails with kInput, naming it, where one is silent.
Result<void> MatchLoudness(std::vector<Stimulus>* stimuli);

}  // namespace spk
