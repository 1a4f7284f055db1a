// Pictures of recordings and their events.
#pragma once

#include <cstdint>
#include <istream>
#include <span>
#include <string>
#include <vector>

#include "spk/error.h"
#include "spk/event_matrix.h"

namespace spk {

// The events of a recording's segments, in order; none: nothing was coded.
struct EventTrack {
  double steps_per_second = 0;
  std::vector<EventMatrix> segments;
};

struct Track {
  std::string title;
  std::vector<float> samples;  // mono
  EventTrack events;
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

// The events of a .spk file from second `start` on, of the mid or mono. tables: of its model. Fails
// as UnpackingReader does.
Result<EventTrack> ReadEvents(std::istream& spk, std::span<const uint8_t> tables, double start,
                              double duration);

}  // namespace spk
