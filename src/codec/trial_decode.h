// What a listener would get of a segment, while it is being encoded.
#pragma once

#include "codec/model.h"
#include "codec/segmenter.h"

namespace spk {

// The SI-SNR in dB of the default decode of a segment, envelope and all, against what was to be
// coded. events: of all steps of the window, `margin` of them in front of the segment and behind
// it: what stands for the neighbours, of which nobody knows yet how they will be coded; outside the
// recording there are none. Fails as Model::Decode does.
Result<double> TrialSiSnr(const Model& model, const Window& window, const WindowChannel& channel,
                          const EventMatrix& events, int mu);

}  // namespace spk
