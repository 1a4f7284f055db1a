#include "codec/decode.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "audio/frames_at.h"
#include "codec/decode_output.h"
#include "codec/encode.h"
#include "codec/event_windows.h"
#include "codec/pipeline.h"
#include "codec/render_window.h"
#include "codec/renderer.h"
#include "spk/unpacking_reader.h"

namespace spk {
namespace {

Result<void> CheckModel(const FileHeader& header, const ModelFacts& facts, int newest_packings) {
  FileHeader own = HeaderOf(facts);
  if (facts.Decodes(header.model_id)) own.model_id = header.model_id;
  own.source_rate = header.source_rate;
  own.source_channels = header.source_channels;
  own.coded_channels = header.coded_channels;
  own.packing_family = std::min(header.packing_family, newest_packings);
  if (header == own) return {};
  return Fail(ErrorCode::kModel, header.model_id == own.model_id
                                     ? "the file does not fit the model it names"
                                     : "the file was made with another model");
}

int OutputRate(uint32_t source_rate, const DecodeOptions& options) {
  return options.sample_rate > 0 ? options.sample_rate : static_cast<int>(source_rate);
}

// A mono mix in all channels of the recording.
void Spread(int channels, std::vector<float>* frames) {
  std::vector<float> spread;
  for (const float x : *frames) spread.insert(spread.end(), static_cast<size_t>(channels), x);
  *frames = std::move(spread);
}

// What the file holds next; none at its end.
struct ReadItem {
  std::optional<Result<PackedItem>> item;
};

// The same, its events unpacked: one of these.
struct UnpackedItem {
  std::optional<Tag> tag;
  std::optional<Segment> segment;  // whose events may be lost
  int steps = 0;
  std::optional<EndOfFile> end;
  std::optional<Error> error;
  bool last = false;
};

// What an item adds to what can be written.
template <typename Window>
struct Batch {
  std::vector<Tag> tags;
  std::vector<Error> errors;
  std::vector<Window> windows;
  std::optional<uint64_t> frames;  // of the recording: known at the end
};

// The stages of a decode: read in turn, unpack side by side, join neighbours in turn, render side
// by side, write in turn. Each has members of its own, but for `enough_`.
class Decoder {
 public:
  Decoder(const Model& model, const PackingFamily& packings, SpkReader& reader, AudioSink& sink,
          const DecodeOptions& options)
      : model_(model),
        packings_(packings),
        reader_(reader),
        options_(options),
        header_(reader.header()),
        rate_(OutputRate(header_.source_rate, options)),
        half_fade_(HalfFadeSteps(header_) * header_.hop),
        output_(&sink, {.sample_rate = rate_, .channels = header_.source_channels, .tags = {}},
                WantedFrames(options, rate_)),
        renderer_(static_cast<int>(header_.codec_rate), rate_, header_.coded_channels, half_fade_,
                  output_.first()),
        // Beside what a sample depends on, the neighbours are decoded as far as they are faded.
        windows_(header_, FirstSegment(),
                 model.facts().decoder_reach + static_cast<int>(HalfFadeSteps(header_))) {
    reader_.SkipBefore(windows_.first_needed());
    if (windows_.first_needed() > 0) check_.Miss();
  }

  Result<DecodeReport> Run() {
    using Windows = Batch<EventWindow>;
    using Rendered = Batch<RenderedWindow>;
    Pipeline pipeline(options_.threads);
    auto done = pipeline.Run(
        pipeline.Source<ReadItem>([this] { return Read(); }) &
        pipeline.Each<ReadItem, UnpackedItem>([this](ReadItem& item) { return Unpack(item); }) &
        pipeline.InOrder<UnpackedItem, Windows>([this](UnpackedItem& item) { return Join(item); }) &
        pipeline.Each<Windows, Rendered>([this](Windows& windows) { return Render(windows); }) &
        pipeline.Sink<Rendered>([this](Rendered& rendered) { return Write(rendered); }));
    if (done) done = Finish();
    SPK_TRY(done);
    DecodeReport report = output_.report();
    report.errors = std::move(errors_);
    return report;
  }

 private:
  uint64_t FirstSegment() const {
    const int64_t first = std::max<int64_t>(0, renderer_.first_sample() - half_fade_);
    return static_cast<uint64_t>(first / header_.segment_samples());
  }

  Result<std::optional<ReadItem>> Read() {
    if (enough_ || all_read_) return std::nullopt;
    all_read_ = reader_.at_end();
    if (all_read_) return ReadItem();
    auto item = reader_.Next();
    if (!item && (!options_.keep_going || item.error().code == ErrorCode::kInput)) {
      return tl::make_unexpected(item.error());
    }
    return ReadItem{std::move(item)};
  }

  Result<UnpackedItem> Unpack(ReadItem& read) const {
    UnpackedItem unpacked;
    if (!read.item) {
      unpacked.last = true;
    } else if (!*read.item) {
      unpacked.error = read.item->error();
    } else if (auto* tag = std::get_if<Tag>(&**read.item)) {
      unpacked.tag = std::move(*tag);
    } else if (const auto* end = std::get_if<EndOfFile>(&**read.item)) {
      unpacked.end = *end;
    } else {
      auto& packed = std::get<PackedSegment>(**read.item);
      unpacked.segment = packed.segment;
      unpacked.steps = packed.steps;
      auto coded = UnpackSegment(packings_, std::move(packed));
      if (!coded && !options_.keep_going) return tl::make_unexpected(coded.error());
      if (coded) unpacked.segment = std::move(coded->segment);
      if (!coded) unpacked.error = coded.error();
    }
    return unpacked;
  }

  Result<Batch<EventWindow>> Join(UnpackedItem& item) {
    Batch<EventWindow> batch;
    if (item.tag) batch.tags.push_back(std::move(*item.tag));
    if (item.error) {
      check_.Miss();
      batch.errors.push_back(*item.error);
    }
    if (item.segment && item.error) windows_.AddLost(item.segment->index, item.steps);
    if (item.segment && !item.error) {
      check_.Add(*item.segment);
      windows_.Add(std::move(*item.segment));
    }
    if (item.end) {
      end_frames_ = item.end->source_frames;
      const auto same = check_.Compare(*item.end);
      if (!same && !options_.keep_going) return tl::make_unexpected(same.error());
      if (!same) batch.errors.push_back(same.error());
    }
    if (item.last) windows_.End();
    while (auto window = windows_.Next()) batch.windows.push_back(std::move(*window));
    if (item.last) batch.frames = end_frames_.value_or(windows_.frames());
    return batch;
  }

  Result<Batch<RenderedWindow>> Render(Batch<EventWindow>& batch) const {
    Batch<RenderedWindow> rendered{.tags = std::move(batch.tags),
                                   .errors = std::move(batch.errors),
                                   .windows = {},
                                   .frames = batch.frames};
    // To keep nothing of what is generated is not to generate.
    const Sampling sampling{.steps = options_.generate > 0 ? options_.sampling_steps : 0,
                            .seed = options_.seed,
                            .generate = options_.generate};
    for (const EventWindow& window : batch.windows) {
      auto sound = RenderWindow(model_, window, sampling);
      SPK_TRY(sound);
      rendered.windows.push_back(std::move(*sound));
    }
    return rendered;
  }

  Result<void> Write(Batch<RenderedWindow>& batch) {
    output_.AddTags(batch.tags);
    errors_.insert(errors_.end(), batch.errors.begin(), batch.errors.end());
    total_ = batch.frames;
    for (const RenderedWindow& window : batch.windows) {
      for (const RenderedChannel& channel : window.channels) renderer_.Add(channel);
      end_ = window.end;
      renderer_.TakeUntil(window.settled, &frames_);
      if (options_.progress && !options_.progress(output_.seconds())) {
        return Fail(ErrorCode::kCancelled, "interrupted");
      }
      SPK_TRY(WriteFrames());
    }
    return {};
  }

  Result<void> WriteFrames() {
    if (header_.coded_channels < header_.source_channels) {
      Spread(header_.source_channels, &frames_);
    }
    auto written = output_.Write(&frames_);
    frames_.clear();
    enough_ = output_.done();
    return written;
  }

  Result<void> Finish() {
    if (!output_.done()) {
      renderer_.Finish(end_, &frames_);
      output_.EndAt(
          FramesAt(total_.value_or(0), header_.source_rate, static_cast<uint32_t>(rate_)));
      SPK_TRY(WriteFrames());
    }
    return output_.Finish();
  }

  const Model& model_;
  const PackingFamily& packings_;
  SpkReader& reader_;
  const DecodeOptions& options_;
  const FileHeader header_;
  const int rate_;           // of the output, Hz
  const int64_t half_fade_;  // samples at the codec's rate
  std::atomic<bool> enough_ = false;
  bool all_read_ = false;
  DecodeOutput output_;
  Renderer renderer_;
  EventsCheck check_;
  EventWindows windows_;
  std::optional<uint64_t> end_frames_;
  std::optional<uint64_t> total_;  // frames of the recording
  int64_t end_ = 0;                // of what was rendered, sample at the codec's rate
  std::vector<float> frames_;
  std::vector<Error> errors_;
};

}  // namespace

int64_t DecodedFrames(uint64_t frames, uint32_t source_rate, const DecodeOptions& options) {
  const int rate = OutputRate(source_rate, options);
  const FrameRange wanted = WantedFrames(options, rate);
  const int64_t last =
      std::min(wanted.last, FramesAt(frames, source_rate, static_cast<uint32_t>(rate)));
  return std::max<int64_t>(0, last - wanted.first);
}

Result<DecodeReport> DecodeRecording(const Model& model, const PackingFamily& packings,
                                     SpkReader& reader, AudioSink& sink,
                                     const DecodeOptions& options) {
  SPK_TRY(CheckModel(reader.header(), model.facts(), packings.number()));
  return Decoder(model, packings, reader, sink, options).Run();
}

}  // namespace spk
