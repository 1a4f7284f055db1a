#include "spk/file_summary.h"

#include <algorithm>
#include <numeric>

#include "spk/spk_reader.h"

namespace spk {
namespace {

SegmentSummary SummarizeSegment(const CodedSegment& coded) {
  const EventMatrix& matrix = coded.segment.events;
  SegmentSummary summary;
  summary.index = coded.segment.index;
  summary.channel = coded.segment.channel;
  summary.packing = coded.packing;
  summary.steps = matrix.steps();
  summary.mu = coded.segment.mu;
  summary.events = coded.event_count;
  summary.density = static_cast<double>(coded.event_count) / static_cast<double>(matrix.size());
  summary.paper_bits = PaperBits(coded.packing, matrix.units(), matrix.steps(), coded.event_count);
  summary.coded_bits = CodedBits(coded.packing, matrix.units(), matrix.steps(), coded.event_count);
  summary.offset = coded.offset;
  summary.bytes = coded.chunk_bytes;
  return summary;
}

template <typename Field>
uint64_t Sum(const std::vector<SegmentSummary>& segments, Field field) {
  return std::accumulate(
      segments.begin(), segments.end(), uint64_t{0},
      [&](uint64_t sum, const SegmentSummary& segment) { return sum + field(segment); });
}

// Up to the end of the last one, what is lost before it included.
uint64_t FramesInSegments(const FileSummary& summary) {
  const FileHeader& header = summary.header;
  uint64_t steps = 0;
  for (const SegmentSummary& segment : summary.segments) {
    steps = std::max(steps, segment.index * static_cast<uint64_t>(header.steps) +
                                static_cast<uint64_t>(segment.steps));
  }
  return steps * static_cast<uint64_t>(header.hop) * header.source_rate / header.codec_rate;
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

std::array<uint64_t, 4> FileSummary::packings() const {
  std::array<uint64_t, 4> counts{};
  for (const SegmentSummary& segment : segments) ++counts[static_cast<size_t>(segment.packing)];
  return counts;
}

Result<FileSummary> Summarize(std::istream& in) {
  auto reader = SpkReader::Open(in);
  if (!reader) return tl::make_unexpected(reader.error());
  FileSummary summary;
  summary.header = reader->header();
  bool ended = false;
  while (!reader->at_end()) {
    auto item = reader->Next();
    if (!item) {
      summary.errors.push_back(item.error());
    } else if (const auto* coded = std::get_if<CodedSegment>(&*item)) {
      summary.segments.push_back(SummarizeSegment(*coded));
    } else if (auto* tag = std::get_if<Tag>(&*item)) {
      summary.tags.push_back(std::move(*tag));
    } else if (const auto* end = std::get_if<EndOfFile>(&*item)) {
      summary.frames = end->source_frames;
      ended = true;
    }
  }
  summary.bytes = reader->offset();
  if (!ended) summary.frames = FramesInSegments(summary);
  return summary;
}

}  // namespace spk
