#include "codec/encode.h"

#include <algorithm>
#include <cmath>

#include "audio/resampler.h"
#include "bitstream/bit_io.h"
#include "codec/pipeline.h"
#include "codec/segmenter.h"
#include "spk/spk_writer.h"

namespace spk {
namespace {

// Steps on each side of a window that its events may depend on: the compact encoder reaches 14
// steps (an STFT of 2048 samples, three depthwise convolutions of 7 steps). Refining sees the
// decode of these steps too, and forgoes what lies beyond.
constexpr int64_t kMargin = 16;
constexpr size_t kReadFrames = 1 << 15;

// Reads a source as mono, or mid and side, at the codec's rate, window by window.
class WindowReader {
 public:
  WindowReader(AudioSource* source, int coded_channels, const CodecConfig& config)
      : source_(source),
        source_channels_(static_cast<size_t>(source->channels())),
        coded_channels_(static_cast<size_t>(coded_channels)),
        codec_rate_(config.sample_rate),
        resampler_(source->sample_rate(), static_cast<double>(config.sample_rate), coded_channels),
        segmenter_(coded_channels, config.hop, kMargin * config.hop) {}

  uint64_t frames() const { return frames_; }
  uint64_t repaired() const { return repaired_; }

  Result<std::optional<Window>> Next() {
    while (true) {
      if (auto window = segmenter_.Next()) return window;
      if (ended_) return std::nullopt;
      if (const auto read = Read(); !read) return tl::make_unexpected(read.error());
    }
  }

 private:
  Result<void> Read() {
    block_.resize(kReadFrames * source_channels_);
    const Result<int64_t> frames = source_->Read(block_);
    if (!frames) return tl::make_unexpected(frames.error());
    block_.resize(static_cast<size_t>(*frames) * source_channels_);
    frames_ += static_cast<uint64_t>(*frames);
    if (frames_ > kMaxFrames) return Fail(ErrorCode::kInput, "too long: over 2^40 samples");
    Repair();
    ended_ = static_cast<size_t>(*frames) < kReadFrames;
    resampled_.clear();
    resampler_.Process(Mix(), &resampled_);
    if (ended_) {
      resampler_.Finish(&resampled_);
      // The resampler rounds the length its own way; the format has one rule.
      const auto rate = static_cast<uint64_t>(source_->sample_rate());
      const uint64_t length = (frames_ * static_cast<uint64_t>(codec_rate_) + rate - 1) / rate;
      resampled_.resize((length - added_) * coded_channels_);
    }
    added_ += resampled_.size() / coded_channels_;
    segmenter_.Add(resampled_);
    if (ended_) segmenter_.Finish();
    return {};
  }

  // One NaN would spread over a whole window of the network, and what is far beyond full scale
  // swallows the digits of all that is resampled with it. Beyond 2^16 is no recording, also where
  // floats hold the range of 16 bits.
  void Repair() {
    for (float& x : block_) {
      if (std::abs(x) <= 0x1p16F) continue;  // no NaN is
      x = 0;
      ++repaired_;
    }
  }

  // [mono], or [mid, side] of a stereo recording.
  const std::vector<float>& Mix() {
    if (source_channels_ == 1) return block_;
    mixed_.resize(block_.size() / 2 * coded_channels_);
    for (size_t i = 0; i < block_.size() / 2; ++i) {
      mixed_[i * coded_channels_] = 0.5F * (block_[2 * i] + block_[2 * i + 1]);
      if (coded_channels_ == 2) mixed_[2 * i + 1] = 0.5F * (block_[2 * i] - block_[2 * i + 1]);
    }
    return mixed_;
  }

  AudioSource* source_;
  size_t source_channels_;
  size_t coded_channels_;
  int64_t codec_rate_;
  Resampler resampler_;
  Segmenter segmenter_;
  std::vector<float> block_;
  std::vector<float> mixed_;
  std::vector<float> resampled_;
  uint64_t frames_ = 0;
  uint64_t added_ = 0;
  uint64_t repaired_ = 0;
  bool ended_ = false;
};

// Whether the packer's bits say again what the network said: cheap, so always asked.
bool Survives(const EventMatrix& events, std::optional<Packing> forced) {
  const uint64_t count = events.CountEvents();
  const Packing packing = forced ? *forced : SmallestPacking(events.units(), events.steps(), count);
  BitWriter writer;
  Pack(events, packing, writer);
  const auto bytes = writer.Finish();
  BitReader reader(bytes);
  const auto unpacked = Unpack(packing, events.units(), events.steps(), count, reader);
  return unpacked && *unpacked == events;
}

Result<std::vector<Segment>> EncodeWindow(const Network& network, const Window& window,
                                          const EncodeOptions& options) {
  std::vector<Segment> segments;
  for (const WindowChannel& channel : window.channels) {
    auto events =
        network.Encode(channel.audio, kMargin,
                       static_cast<int>(window.length / network.config().hop), options.refinement);
    if (!events) return tl::make_unexpected(events.error());
    if (!Survives(*events, options.packing)) {
      return Fail(ErrorCode::kOutput, "packing went wrong: the events do not come back");
    }
    segments.push_back({.index = window.index,
                        .channel = channel.channel,
                        .mu = 0,
                        .loudness = channel.loudness,
                        .events = std::move(*events)});
  }
  return segments;
}

}  // namespace

FileHeader HeaderOf(const Network& network) {
  const CodecConfig& config = network.config();
  FileHeader header;
  header.codec_rate = static_cast<uint32_t>(config.sample_rate);
  header.units = static_cast<int>(config.units);
  header.steps = static_cast<int>(kSegmentSamples / config.hop);
  header.hop = static_cast<int>(config.hop);
  header.loudness_spacing = static_cast<int>(kLoudnessBlock / config.hop);
  std::copy_n(network.identity().begin(), header.model_id.size(), header.model_id.begin());
  return header;
}

Result<EncodeReport> EncodeRecording(const Network& network, AudioSource& source, std::ostream& out,
                                     const EncodeOptions& options) {
  if (source.channels() < 1 || source.channels() > 2) {
    return Fail(ErrorCode::kInput,
                std::to_string(source.channels()) + " channels: only mono and stereo can be coded");
  }
  if (source.sample_rate() > static_cast<int>(kMaxSampleRate)) {
    return Fail(ErrorCode::kInput,
                std::to_string(source.sample_rate()) + " Hz: rates over 768000 Hz cannot be coded");
  }
  FileHeader header = HeaderOf(network);
  header.source_rate = static_cast<uint32_t>(source.sample_rate());
  header.source_channels = source.channels();
  header.coded_channels = options.mono ? 1 : source.channels();
  auto writer = SpkWriter::Create(out, header);
  if (!writer) return tl::make_unexpected(writer.error());
  for (const Tag& tag : options.tags) {
    if (auto written = writer->WriteTag(tag); !written) return tl::make_unexpected(written.error());
  }

  WindowReader reader(&source, header.coded_channels, network.config());
  EncodeReport report;
  const auto write = [&](std::vector<Segment>& segments) -> Result<void> {
    for (const Segment& segment : segments) {
      if (auto written = writer->WriteSegment(segment, options.packing); !written) return written;
      ++report.segments;
      report.checksum = SegmentChecksum(segment, report.checksum);
    }
    const auto steps = static_cast<double>(segments[0].index + 1) * header.steps;
    if (options.progress && !options.progress(steps / header.steps_per_second())) {
      return Fail(ErrorCode::kSomeFailed, "interrupted");
    }
    return {};
  };
  const auto done = RunPipeline<Window, std::vector<Segment>>(
      options.threads, [&] { return reader.Next(); },
      [&](const Window& window) { return EncodeWindow(network, window, options); }, write);
  if (!done) return tl::make_unexpected(done.error());
  if (auto finished = writer->Finish(reader.frames()); !finished) {
    return tl::make_unexpected(finished.error());
  }
  report.frames = reader.frames();
  report.bytes = writer->bytes_written();
  report.repaired = reader.repaired();
  report.seconds = static_cast<double>(report.frames) / source.sample_rate();
  return report;
}

}  // namespace spk
