#pragma once

#include <span>

#include "spk/error.h"

namespace spk {

// What an MP3 of `kbps` (constant, 8 to 160) leaves of mono samples at 16, 22.05 or 24 kHz, in
// place. Up to 50 ms may be missing at the end, as silence. Fails with kInput when
// libsndfile cannot write MP3.
Result<void> Mp3RoundTrip(int sample_rate, int kbps, std::span<float> samples);

}  // namespace spk
