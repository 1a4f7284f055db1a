// A window of events as sound.
#pragma once

#include <cstdint>
#include <vector>

#include "codec/event_windows.h"
#include "codec/model.h"
#include "codec/renderer.h"

namespace spk {

// Steps of half a cross-fade between windows: as near to 93 ms as whole steps come.
int64_t HalfFadeSteps(const Geometry& geometry);

// Where in the noise field the decode of a channel's sample takes its noise: the side's is far from
// the mid's.
int64_t NoisePosition(int channel, int64_t sample);

struct RenderedWindow {
  int64_t settled = 0;  // sample before which later windows change nothing
  int64_t end = 0;      // of the segment
  std::vector<RenderedChannel> channels;
};

// Decodes, and multiplies by the loudness envelope. Fails as Model::Decode does.
Result<RenderedWindow> RenderWindow(const Model& model, const EventWindow& window,
                                    const Sampling& sampling);

}  // namespace spk
