#include "codec/decode.h"

#include <algorithm>
#include <cmath>

#include "audio/loudness.h"
#include "codec/encode.h"
#include "codec/event_windows.h"
#include "codec/pipeline.h"
#include "codec/renderer.h"

namespace spk {
namespace {

// Steps on each side of a segment that its samples may depend on: the compact decoder reaches 20
// (a convolution of 3 steps, six depthwise ones of 7, the overlap of the transform), and half a
// cross-fade takes 4. A multiple of 4, so that the U-Net's own grid falls alike in all windows.
constexpr int kMargin = 32;

struct RenderedWindow {
  uint64_t index = 0;
  int64_t settled = 0;  // sample before which later windows change nothing
  int64_t end = 0;      // of the segment
  std::vector<RenderedChannel> channels;
};

// Noise of the side, far from that of the mid in the same field.
int64_t NoisePosition(int channel, int64_t sample) { return sample + channel * (int64_t{1} << 60); }

Result<RenderedChannel> DecodeChannel(const Network& network, const EventChannel& coded,
                                      int64_t start, const Sampling& sampling) {
  const int64_t hop = network.config().hop;
  const int64_t first = start - coded.before * hop;
  auto samples = network.Decode(coded.events, sampling, NoisePosition(coded.channel, first));
  if (!samples) return tl::make_unexpected(samples.error());

  // Beside a neighbour half a cross-fade of it is kept, beside none nothing.
  const int64_t before = std::min(coded.before * hop, kHalfFade);
  const int64_t after = std::min(coded.after * hop, kHalfFade);
  const int64_t skip = coded.before * hop - before;
  const int64_t drop = coded.after * hop - after;
  RenderedChannel rendered{.channel = coded.channel,
                           .begin = first + skip,
                           .samples = {samples->begin() + skip, samples->end() - drop},
                           .fade_in = coded.before > 0,
                           .fade_out = coded.after > 0};
  std::vector<float> gain(rendered.samples.size());
  LoudnessEnvelope(coded.loudness, coded.loudness_before * kLoudnessBlock - before, gain);
  for (size_t i = 0; i < gain.size(); ++i) rendered.samples[i] *= gain[i];
  return rendered;
}

Result<RenderedWindow> DecodeWindow(const Network& network, const EventWindow& window,
                                    const FileHeader& header, const Sampling& sampling) {
  const int64_t hop = header.hop;
  const int64_t start = static_cast<int64_t>(window.index) * header.steps * hop;
  RenderedWindow rendered{.index = window.index,
                          .settled = start + window.steps * hop - kHalfFade,
                          .end = start + window.steps * hop,
                          .channels = {}};
  for (const EventChannel& coded : window.channels) {
    auto channel = DecodeChannel(network, coded, start, sampling);
    if (!channel) return tl::make_unexpected(channel.error());
    rendered.channels.push_back(std::move(*channel));
  }
  return rendered;
}

// The frames of the output that are wanted: from `first` on, up to `last` where that is known.
struct Range {
  int64_t first = 0;
  int64_t last = INT64_MAX;
};

Range WantedFrames(const DecodeOptions& options, int rate) {
  Range range;
  range.first = std::llround(options.start * rate);
  if (options.duration >= 0) range.last = range.first + std::llround(options.duration * rate);
  return range;
}

// Passes the wanted frames on to the sink.
class Output {
 public:
  Output(AudioSink* sink, AudioFormat format, Range range)
      : sink_(sink), format_(std::move(format)), range_(range), position_(range.first) {}

  int64_t first() const { return range_.first; }
  bool done() const { return position_ >= range_.last; }
  double seconds() const { return static_cast<double>(position_) / format_.sample_rate; }

  // Frames of the whole recording, once they are known.
  void EndAt(int64_t total) {
    past_the_end_ = range_.first > total;
    range_.last = std::min(range_.last, total);
  }

  // `frames` follow those of the last call; what is not wanted of them is dropped.
  Result<void> Write(const std::vector<Tag>& tags, std::vector<float>* frames) {
    const auto channels = static_cast<size_t>(format_.channels);
    const auto wanted = static_cast<uint64_t>(std::max<int64_t>(0, range_.last - position_));
    const uint64_t count = std::min<uint64_t>(frames->size() / channels, wanted);
    if (count == 0) return {};
    if (auto opened = Open(tags); !opened) return opened;
    frames->resize(count * channels);
    for (const float x : *frames) report_.peak = std::max(report_.peak, std::abs(x));
    position_ += static_cast<int64_t>(count);
    report_.frames += count;
    return sink_->Write(*frames);
  }

  // Silence for what is still missing: the end of a damaged file.
  Result<void> Finish(const std::vector<Tag>& tags) {
    if (past_the_end_) return Fail(ErrorCode::kUsage, "the start is past the end of the recording");
    constexpr int64_t kBlock = 1 << 16;
    while (!done()) {
      const auto missing = std::min(kBlock, range_.last - position_);
      std::vector<float> silence(static_cast<size_t>(missing * format_.channels));
      if (auto written = Write(tags, &silence); !written) return written;
    }
    report_.seconds = static_cast<double>(report_.frames) / format_.sample_rate;
    if (auto opened = Open(tags); !opened) return opened;
    return sink_->Close();
  }

  const DecodeReport& report() const { return report_; }

 private:
  Result<void> Open(const std::vector<Tag>& tags) {
    if (open_) return {};
    open_ = true;
    format_.tags = tags;
    return sink_->Open(format_);
  }

  AudioSink* sink_;
  AudioFormat format_;
  Range range_;
  int64_t position_;
  bool open_ = false;
  bool past_the_end_ = false;
  DecodeReport report_;
};

Result<void> CheckModel(const FileHeader& header, const Network& network) {
  FileHeader own = HeaderOf(network);
  own.source_rate = header.source_rate;
  own.source_channels = header.source_channels;
  own.coded_channels = header.coded_channels;
  if (header == own) return {};
  return Fail(ErrorCode::kModel, header.model_id == own.model_id
                                     ? "the file does not fit the model it names"
                                     : "the file was made with another model");
}

int OutputRate(uint32_t source_rate, const DecodeOptions& options) {
  return options.sample_rate > 0 ? options.sample_rate : static_cast<int>(source_rate);
}

int64_t FramesAt(uint64_t frames, uint32_t from, int to) {
  if (static_cast<uint32_t>(to) == from) return static_cast<int64_t>(frames);
  return static_cast<int64_t>(std::ceil(static_cast<double>(frames) * to / from));
}

// A mono mix in all channels of the recording.
void Spread(int channels, std::vector<float>* frames) {
  std::vector<float> spread;
  for (const float x : *frames) spread.insert(spread.end(), static_cast<size_t>(channels), x);
  *frames = std::move(spread);
}

}  // namespace

int64_t DecodedFrames(uint64_t frames, uint32_t source_rate, const DecodeOptions& options) {
  const int rate = OutputRate(source_rate, options);
  const Range wanted = WantedFrames(options, rate);
  const int64_t last = std::min(wanted.last, FramesAt(frames, source_rate, rate));
  return std::max<int64_t>(0, last - wanted.first);
}

Result<DecodeReport> DecodeRecording(const Network& network, SpkReader& reader, AudioSink& sink,
                                     const DecodeOptions& options) {
  const FileHeader header = reader.header();
  if (auto fits = CheckModel(header, network); !fits) return tl::make_unexpected(fits.error());
  const int rate = OutputRate(header.source_rate, options);
  const Sampling sampling{.steps = options.steps, .seed = options.seed};
  Output output(&sink, {.sample_rate = rate, .channels = header.source_channels, .tags = {}},
                WantedFrames(options, rate));
  Renderer renderer(static_cast<int>(header.codec_rate), rate, header.coded_channels,
                    output.first());
  const int64_t segment = int64_t{header.steps} * header.hop;
  const int64_t first = std::max<int64_t>(0, renderer.first_sample() - kHalfFade) / segment;
  EventWindows windows(&reader, static_cast<uint64_t>(first), kMargin, options.keep_going);

  std::vector<float> frames;
  int64_t end = 0;
  const auto flush = [&]() -> Result<void> {
    if (header.coded_channels < header.source_channels) Spread(header.source_channels, &frames);
    auto written = output.Write(windows.tags(), &frames);
    frames.clear();
    return written;
  };
  const auto read = [&]() -> Result<std::optional<EventWindow>> {
    if (output.done()) return std::nullopt;
    return windows.Next();
  };
  const auto write = [&](RenderedWindow& window) -> Result<void> {
    for (const RenderedChannel& channel : window.channels) renderer.Add(channel);
    end = window.end;
    renderer.TakeUntil(window.settled, &frames);
    if (options.progress && !options.progress(output.seconds())) {
      return Fail(ErrorCode::kSomeFailed, "interrupted");
    }
    return flush();
  };
  const auto work = [&](const EventWindow& window) {
    return DecodeWindow(network, window, header, sampling);
  };
  auto done = RunPipeline<EventWindow, RenderedWindow>(options.threads, read, work, write);
  if (done && !output.done()) {
    renderer.Finish(end, &frames);
    output.EndAt(FramesAt(windows.frames(), header.source_rate, rate));
    done = flush();
  }
  if (done) done = output.Finish(windows.tags());
  if (!done) return tl::make_unexpected(done.error());
  DecodeReport report = output.report();
  report.errors = windows.errors();
  return report;
}

}  // namespace spk
