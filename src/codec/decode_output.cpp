#include "codec/decode_output.h"

#include <algorithm>
#include <cmath>

namespace spk {

FrameRange WantedFrames(const DecodeOptions& options, int rate) {
  FrameRange range;
  range.first = std::llround(options.start * rate);
  if (options.duration >= 0) range.last = range.first + std::llround(options.duration * rate);
  return range;
}

void DecodeOutput::AddTags(const std::vector<Tag>& tags) {
  format_.tags.insert(format_.tags.end(), tags.begin(), tags.end());
}

void DecodeOutput::EndAt(int64_t total) {
  past_the_end_ = range_.first > total;
  range_.last = std::min(range_.last, total);
}

Result<void> DecodeOutput::Write(std::vector<float>* frames) {
  const auto channels = static_cast<size_t>(format_.channels);
  const auto wanted = static_cast<uint64_t>(std::max<int64_t>(0, range_.last - position_));
  const uint64_t count = std::min<uint64_t>(frames->size() / channels, wanted);
  if (count == 0) return {};
  SPK_TRY(Open());
  frames->resize(count * channels);
  for (const float x : *frames) report_.peak = std::max(report_.peak, std::abs(x));
  position_ += static_cast<int64_t>(count);
  report_.frames += count;
  return sink_->Write(*frames);
}

Result<void> DecodeOutput::Finish() {
  if (past_the_end_) return Fail(ErrorCode::kUsage, "the start is past the end of the recording");
  constexpr int64_t kBlock = 1 << 16;
  while (!done()) {
    const auto missing = std::min(kBlock, range_.last - position_);
    std::vector<float> silence(static_cast<size_t>(missing * format_.channels));
    SPK_TRY(Write(&silence));
  }
  report_.seconds = static_cast<double>(report_.frames) / format_.sample_rate;
  SPK_TRY(Open());
  return sink_->Close();
}

Result<void> DecodeOutput::Open() {
  if (open_) return {};
  open_ = true;
  return sink_->Open(format_);
}

}  // namespace spk
