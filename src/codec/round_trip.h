#pragma once

#include "codec/baseline.h"
#include "spk/audio.h"
#include "spk/codec.h"

namespace spk {

struct RoundTripOptions {
  Sampling sampling = {};
  int threads = 0;  // 0 = one a core
  Progress progress = {};
};

// What a baseline makes of a recording: the mean of its channels at the codec's rate, in whole
// steps, by the windows and the loudness envelope that files have. A window reaches no further than
// half a loudness point beyond its segment, where the envelope is known. Fails as the source, the
// sink and Reconstruct do, and with kUsage where more than 0 steps are asked of a model that does
// not generate.
Result<void> RoundTrip(const Baseline& model, AudioSource& source, AudioSink& sink,
                       const RoundTripOptions& options);

}  // namespace spk
