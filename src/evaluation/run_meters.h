#pragma once

#include <span>
#include <string>
#include <vector>

#include "evaluation/meter_windows.h"
#include "spk/codec.h"

namespace spk {

// What a meter says of a recording, or of several.
struct MeterFigure {
  std::string name;
  double sum = 0;      // of the numbers of the windows, each times its seconds
  double seconds = 0;  // of the windows

  double mean() const;  // NaN if there are no windows
};

struct MeterRecording {
  OpenSource original;
  OpenSource decode;
  double seconds = 0;  // of the original
};

// The figure of each meter over the windows of MeterWindows: `threads` programs at a time, 0 = one
// a core, on WAVs in a folder of ours. Both recordings are heard as the mean of their channels,
// each resampled from its own rate. Fails as opening and reading them do, as Meter::Run does, and
// with kOutput where the WAVs cannot be written; `progress` stops it as it does Codec.
Result<std::vector<MeterFigure>> RunMeters(std::span<const Meter> meters,
                                           const MeterRecording& recording, int threads,
                                           const Progress& progress);

}  // namespace spk
