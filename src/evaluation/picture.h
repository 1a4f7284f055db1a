// Pictures of recordings and their events.
#pragma once

#include <string>
#include <vector>

#include "bitstream/event_track.h"
#include "spk/error.h"

namespace spk {

struct Track {
  std::string title;
  std::vector<float> samples;  // mono
  EventTrack events;           // of no steps: none are drawn
};

struct PictureOptions {
  int sample_rate = 22050;  // Hz, of the samples
  double start = 0;         // of the time axis, seconds
};

// Draws the tracks side by side as a PNG: waveform, spectrogram over a logarithmic frequency axis
// (Hann 4096, 80 dB under the loudest of all tracks), and the events, with one time axis; of very
// many units those up to the highest that fires. Needs gnuplot. Fails with kOutput.
Result<void> DrawTracks(const std::vector<Track>& tracks, const PictureOptions& options,
                        const std::string& path);

}  // namespace spk
