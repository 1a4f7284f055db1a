#include "codec/window_reader.h"

#include <span>

#include "spk/spk_file.h"

namespace spk {
namespace {

constexpr size_t kReadFrames = 1 << 14;

}  // namespace

WindowReader::WindowReader(AudioSource* source, int coded_channels, const Geometry& geometry,
                           int margin, const NoiseTest& is_noise)
    : input_(source, coded_channels, static_cast<int>(geometry.codec_rate)),
      segmenter_(coded_channels, geometry, margin, is_noise),
      block_(kReadFrames * static_cast<size_t>(coded_channels)) {}

Result<std::optional<Window>> WindowReader::Next() {
  while (true) {
    if (auto window = segmenter_.Next()) return window;
    if (ended_) return std::nullopt;
    SPK_TRY(Read());
  }
}

Result<void> WindowReader::Read() {
  const Result<int64_t> count = input_.Read(block_);
  SPK_TRY(count);
  if (frames() > kMaxFrames) return Fail(ErrorCode::kInput, "too long: over 2^40 samples");
  const auto frames = static_cast<size_t>(*count);
  segmenter_.Add(std::span(block_).first(frames * static_cast<size_t>(input_.channels())));
  ended_ = frames < kReadFrames;
  if (ended_) segmenter_.Finish();
  return {};
}

}  // namespace spk
