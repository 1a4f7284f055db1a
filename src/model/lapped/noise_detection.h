// What coefficients need not be sent of: noise, which noise that is filled in sounds like.
#pragma once

#include <torch/torch.h>

namespace spk {

// Whether nothing in it stands out of noise: in no band, a third of an octave wide and more, the
// mean power of the cells of a short-time spectrum is much over their median. Tones as loud as the
// noise of their band, attacks and what changes within the audio stand out; so does a band that is
// mostly empty, and digital silence. audio: [L], L at least 4096. highest: up to where bands count,
// as a share of half the sampling rate.
bool IsNoise(const torch::Tensor& audio, double highest);

}  // namespace spk
