#include "spk/file_summary.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "spk/unpacking_reader.h"

namespace spk {
namespace {

SegmentSummary SummarizeSegment(int units, const PackedSegment& packed) {
  const PackedEvents& events = packed.events;
  const int steps = packed.steps;
  const bool adaptive = events.packing == Packing::kAdaptive;
  const Packing on_paper =
      adaptive ? SmallestPaperPacking(units, steps, events.count) : events.packing;
  const Packing smallest = SmallestPacking(units, steps, events.count);
  SegmentSummary summary;
  summary.index = packed.segment.index;
  summary.channel = packed.segment.channel;
  summary.packing = events.packing;
  summary.steps = steps;
  summary.mu = packed.segment.mu;
  summary.events = events.count;
  summary.density = static_cast<double>(events.count) / (static_cast<double>(units) * steps);
  summary.paper_bits = PaperBits(on_paper, units, steps, events.count);
  summary.sparse_bits = CodedBits(smallest, units, steps, events.count);
  summary.coded_bits =
      adaptive ? events.bits : CodedBits(events.packing, units, steps, events.count);
  summary.offset = packed.offset;
  summary.bytes = packed.chunk_bytes;
  return summary;
}

// Files what a reader gives, one thing after the other.
class Summarizer {
 public:
  Summarizer(const FileHeader& header, std::unique_ptr<const PackingFamily> family)
      : family_(std::move(family)) {
    summary_.header = header;
  }

  void Add(Tag tag) { summary_.tags.push_back(std::move(tag)); }

  void Add(PackedSegment packed) {
    const FileHeader& header = summary_.header;
    steps_ = std::max(steps_, packed.segment.index * static_cast<uint64_t>(header.steps) +
                                  static_cast<uint64_t>(packed.steps));
    const SegmentSummary segment = SummarizeSegment(header.units, packed);
    const auto coded = UnpackSegment(*family_, std::move(packed));
    if (coded) {
      check_.Add(coded->segment);
    } else if (coded.error().code == ErrorCode::kModel) {
      ++summary_.unread;
      check_.Miss();
    } else {
      return Add(coded.error());
    }
    summary_.segments.push_back(segment);
  }

  void Add(const EndOfFile& end) {
    if (const auto same = check_.Compare(end); !same) Add(same.error());
    summary_.frames = end.source_frames;
    ended_ = true;
  }

  void Add(const Error& error) {
    summary_.errors.push_back(error);
    check_.Miss();
  }

  FileSummary Finish(uint64_t bytes) {
    const FileHeader& header = summary_.header;
    summary_.bytes = bytes;
    if (!ended_) {
      summary_.frames =
          steps_ * static_cast<uint64_t>(header.hop) * header.source_rate / header.codec_rate;
    }
    return std::move(summary_);
  }

 private:
  std::unique_ptr<const PackingFamily> family_;
  EventsCheck check_;
  FileSummary summary_;
  uint64_t steps_ = 0;  // up to the end of the last segment
  bool ended_ = false;
};

template <typename Field>
uint64_t Sum(const std::vector<SegmentSummary>& segments, Field field) {
  return std::accumulate(
      segments.begin(), segments.end(), uint64_t{0},
      [&](uint64_t sum, const SegmentSummary& segment) { return sum + field(segment); });
}

double Ratio(double a, double b) { return b > 0 ? a / b : 0; }

}  // namespace

double FileSummary::seconds() const {
  return static_cast<double>(frames) / static_cast<double>(header.source_rate);
}

double FileSummary::kbps() const { return Ratio(static_cast<double>(bytes) * 8e-3, seconds()); }

uint64_t FileSummary::events() const {
  return Sum(segments, [](const SegmentSummary& segment) { return segment.events; });
}

uint64_t FileSummary::paper_bits() const {
  return Sum(segments, [](const SegmentSummary& segment) { return segment.paper_bits; });
}

uint64_t FileSummary::sparse_bits() const {
  return Sum(segments, [](const SegmentSummary& segment) { return segment.sparse_bits; });
}

uint64_t FileSummary::sparse_bytes() const {
  const auto to_bytes = [](uint64_t bits) { return (bits + 7) / 8; };
  const auto payload = [&](const SegmentSummary& segment) { return to_bytes(segment.coded_bits); };
  const auto sparse = [&](const SegmentSummary& segment) { return to_bytes(segment.sparse_bits); };
  return bytes - Sum(segments, payload) + Sum(segments, sparse);
}

uint64_t FileSummary::coded_bits() const {
  return Sum(segments, [](const SegmentSummary& segment) { return segment.coded_bits; });
}

double FileSummary::events_per_second() const {
  return Ratio(static_cast<double>(events()), seconds());
}

double FileSummary::density() const {
  const uint64_t cells = Sum(segments, [this](const SegmentSummary& segment) {
    return static_cast<uint64_t>(segment.steps) * static_cast<uint64_t>(header.units);
  });
  return Ratio(static_cast<double>(events()), static_cast<double>(cells));
}

uint64_t FileSummary::channel_bytes(int channel) const {
  return Sum(segments, [channel](const SegmentSummary& segment) {
    return segment.channel == channel ? segment.bytes : 0;
  });
}

PackingCounts FileSummary::packings() const {
  PackingCounts counts{};
  for (const SegmentSummary& segment : segments) ++counts[static_cast<size_t>(segment.packing)];
  return counts;
}

Result<FileSummary> Summarize(std::istream& in, const FindTables& find) {
  auto reader = SpkReader::Open(in);
  SPK_TRY(reader);
  const FileHeader& header = reader->header();
  const bool adaptive = find && header.packing_family > 0;
  auto family = MakePackings(header, header.packing_family,
                             adaptive ? find(header.model_id) : std::span<const uint8_t>());
  SPK_TRY(family);
  Summarizer summarizer(header, std::move(*family));
  while (!reader->at_end()) {
    auto item = reader->Next();
    if (!item) {
      summarizer.Add(item.error());
    } else {
      std::visit([&](auto& value) { summarizer.Add(std::move(value)); }, *item);
    }
  }
  return summarizer.Finish(reader->offset());
}

}  // namespace spk
