#include "codec/encode.h"

#include <algorithm>

#include "codec/pipeline.h"
#include "codec/trial_decode.h"
#include "codec/window_reader.h"
#include "spk/spk_writer.h"

namespace spk {
namespace {

// `count` steps of the events, from `first` on.
EventMatrix Cut(const EventMatrix& events, int first, int count) {
  EventMatrix cut(events.units(), count);
  for (int step = 0; step < count; ++step) {
    std::ranges::copy(events.Row(first + step), cut.Row(step).begin());
  }
  return cut;
}

// What was tried of each channel of a window.
using Trials = std::vector<std::vector<Candidate>>;

// The stages of an encode: read in turn, try settings side by side, keep and write in turn.
class Encoder {
 public:
  Encoder(const Model& model, const PackingFamily& packings, RateRule& rule, AudioSource& source,
          SpkWriter& writer, const FileHeader& header, const EncodeOptions& options)
      : model_(model),
        packings_(packings),
        rule_(rule),
        writer_(writer),
        header_(header),
        options_(options),
        reader_(&source, header.coded_channels, model.facts().geometry, model.facts().encoder_reach,
                [&model](std::span<const float> audio) { return model.IsNoise(audio); }) {}

  Result<EncodeReport> Run() {
    Pipeline pipeline(options_.threads);
    auto done = pipeline.Run(
        pipeline.Source<Window>([this] { return reader_.Next(); }) &
        pipeline.Each<Window, Trials>([this](const Window& window) { return Try(window); }) &
        pipeline.Sink<Trials>([this](const Trials& trials) { return Write(trials); }));
    if (done) done = writer_.Finish(reader_.frames());
    SPK_TRY(done);
    report_.frames = reader_.frames();
    report_.bytes = writer_.bytes_written();
    report_.repaired = reader_.repaired();
    report_.segments_short = rule_.segments_short();
    report_.seconds = static_cast<double>(report_.frames) / header_.source_rate;
    return report_;
  }

 private:
  Result<Trials> Try(const Window& window) const {
    Trials trials;
    for (const WindowChannel& channel : window.channels) {
      std::vector<Candidate>& tried = trials.emplace_back();
      while (const auto settings = rule_.Try(window.index, tried)) {
        auto candidate = Code(window, channel, *settings);
        SPK_TRY(candidate);
        tried.push_back(std::move(*candidate));
      }
    }
    return trials;
  }

  Result<Candidate> Code(const Window& window, const WindowChannel& channel,
                         const EncoderSettings& settings) const {
    auto heard = Hear(window, channel, settings);
    SPK_TRY(heard);
    auto packed = PackSegment(header_, packings_,
                              {.index = window.index,
                               .channel = channel.channel,
                               .mu = settings.mu,
                               .loudness = channel.loudness,
                               .events = std::move(heard->events)},
                              options_.packing);
    SPK_TRY(packed);
    return Candidate{settings, std::move(*packed), heard->si_snr};
  }

  struct Heard {
    EventMatrix events;
    double si_snr = 0;
  };

  Result<Heard> Hear(const Window& window, const WindowChannel& channel,
                     const EncoderSettings& settings) const {
    const EventCost cost = [this](const EventMatrix& events) {
      return packings_.EventBits(events, options_.packing);
    };
    const int margin = model_.facts().encoder_reach;
    const auto steps = static_cast<int>(window.length / header_.hop);
    if (!rule_.asks_quality()) {
      auto events = model_.Encode(channel.audio, margin, steps, settings, cost);
      SPK_TRY(events);
      return Heard{.events = std::move(*events)};
    }
    const auto around = model_.Encode(channel.audio, 0, steps + 2 * margin, settings, cost);
    SPK_TRY(around);
    const auto si_snr = TrialSiSnr(model_, window, channel, *around, settings.mu);
    SPK_TRY(si_snr);
    return Heard{.events = Cut(*around, margin, steps), .si_snr = *si_snr};
  }

  Result<void> Write(const Trials& trials) {
    uint64_t index = 0;
    for (const std::vector<Candidate>& tried : trials) {
      const PackedSegment& kept = tried[rule_.Keep(tried)].packed;
      SPK_TRY(writer_.WriteSegment(kept));
      ++report_.segments;
      report_.checksum = SegmentChecksum(kept.segment, report_.checksum);
      index = kept.segment.index;
    }
    const auto steps = static_cast<double>(index + 1) * header_.steps;
    if (options_.progress && !options_.progress(steps / header_.steps_per_second())) {
      return Fail(ErrorCode::kCancelled, "interrupted");
    }
    return {};
  }

  const Model& model_;
  const PackingFamily& packings_;
  RateRule& rule_;
  SpkWriter& writer_;
  const FileHeader header_;
  const EncodeOptions& options_;
  WindowReader reader_;
  EncodeReport report_;
};

}  // namespace

FileHeader HeaderOf(const ModelFacts& facts) {
  FileHeader header;
  static_cast<Geometry&>(header) = facts.geometry;
  header.model_id = facts.id;
  return header;
}

Result<EncodeReport> EncodeRecording(const Model& model, const PackingFamily& packings,
                                     RateRule& rule, AudioSource& source, std::ostream& out,
                                     const EncodeOptions& options) {
  if (source.channels() < 1 || source.channels() > 2) {
    return Fail(ErrorCode::kInput,
                std::to_string(source.channels()) + " channels: only mono and stereo can be coded");
  }
  if (source.sample_rate() > static_cast<int>(kMaxSampleRate)) {
    return Fail(ErrorCode::kInput,
                std::to_string(source.sample_rate()) + " Hz: rates over 768000 Hz cannot be coded");
  }
  FileHeader header = HeaderOf(model.facts());
  header.source_rate = static_cast<uint32_t>(source.sample_rate());
  header.source_channels = source.channels();
  header.coded_channels = options.mono ? 1 : source.channels();
  header.packing_family = packings.number();
  auto writer = SpkWriter::Create(out, header);
  SPK_TRY(writer);
  for (const Tag& tag : options.tags) {
    SPK_TRY(writer->WriteTag(tag));
  }

  return Encoder(model, packings, rule, source, *writer, header, options).Run();
}

}  // namespace spk
