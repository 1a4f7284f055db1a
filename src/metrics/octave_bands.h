#pragma once

#include <array>
#include <span>

namespace spk {

// Centres of the bands in Hz. A band goes from centre / sqrt(2) to centre * sqrt(2); the last ends
// at the Nyquist frequency where that is lower.
inline constexpr std::array kOctaveHertz = {62.5,   125.0,  250.0,  500.0,
                                            1000.0, 2000.0, 4000.0, 8000.0};
using OctaveValues = std::array<double, kOctaveHertz.size()>;
using OctaveEnergies = OctaveValues;

// Energy in each band: power spectra of Hann windows of 8192 samples, hop a quarter, summed; in
// units of their own, good for ratios. A taper, because the jump at the ends of a plain cut would
// hide the top octaves. `audio` has 8192 samples or more.
OctaveEnergies OctaveBandEnergies(std::span<const float> audio, int sample_rate);

}  // namespace spk
