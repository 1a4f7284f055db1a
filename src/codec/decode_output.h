// What a decode writes: the frames that are wanted of the recording.
#pragma once

#include <cstdint>
#include <vector>

#include "spk/codec.h"

namespace spk {

// The frames of the output that are wanted: from `first` on, up to `last` where that is known.
struct FrameRange {
  int64_t first = 0;
  int64_t last = INT64_MAX;
};

FrameRange WantedFrames(const DecodeOptions& options, int rate);

// Passes the wanted frames on to the sink.
class DecodeOutput {
 public:
  DecodeOutput(AudioSink* sink, AudioFormat format, FrameRange range)
      : sink_(sink), format_(std::move(format)), range_(range), position_(range.first) {}

  int64_t first() const { return range_.first; }
  bool done() const { return position_ >= range_.last; }
  double seconds() const { return static_cast<double>(position_) / format_.sample_rate; }

  // Those that come before the first frame are the sink's.
  void AddTags(const std::vector<Tag>& tags);

  // Frames of the whole recording, once they are known.
  void EndAt(int64_t total);

  // `frames` follow those of the last call; what is not wanted of them is dropped.
  Result<void> Write(std::vector<float>* frames);

  // Silence for what is still missing: the end of a damaged file. kUsage where the start is past
  // the end.
  Result<void> Finish();

  const DecodeReport& report() const { return report_; }

 private:
  Result<void> Open();

  AudioSink* sink_;
  AudioFormat format_;
  FrameRange range_;
  int64_t position_;
  bool open_ = false;
  bool past_the_end_ = false;
  DecodeReport report_;
};

}  // namespace spk
