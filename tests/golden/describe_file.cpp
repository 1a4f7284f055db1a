#include <iomanip>
#include <sstream>

#include "tests/golden/golden_files.h"

namespace spk {
namespace {

void DescribeHeader(const FileHeader& header, std::ostream& out) {
  out << "header source_rate=" << header.source_rate
      << " source_channels=" << header.source_channels
      << " coded_channels=" << header.coded_channels << " codec_rate=" << header.codec_rate
      << " units=" << header.units << " steps=" << header.steps << " hop=" << header.hop
      << " loudness_spacing=" << header.loudness_spacing << " model=" << std::hex;
  for (const uint8_t byte : header.model_id) out << std::setw(2) << std::setfill('0') << int{byte};
  out << std::dec << "\n";
}

void Describe(const Tag& tag, std::ostream& out) {
  out << "tag " << tag.name << "=" << tag.value << "\n";
}

// Above so many units those that do not fire have no line.
constexpr int kFewUnits = 1024;

bool Fires(const EventMatrix& events, int unit) {
  for (int step = 0; step < events.steps(); ++step) {
    if (events.At(unit, step)) return true;
  }
  return false;
}

// One line a unit: its step indices.
void Describe(const CodedSegment& coded, std::ostream& out) {
  const Segment& segment = coded.segment;
  out << "segment index=" << segment.index << " channel=" << segment.channel
      << " packing=" << PackingName(coded.packing) << " steps=" << segment.events.steps()
      << " mu=" << segment.mu << " events=" << coded.event_count << " loudness=";
  for (const int8_t point : segment.loudness) out << int{point} << ",";
  out << "\n";
  for (const SegmentStream& stream : segment.streams) {
    out << "stream " << int{stream.type} << ":" << std::hex;
    for (const uint8_t byte : stream.bytes) out << std::setw(2) << std::setfill('0') << int{byte};
    out << std::dec << "\n";
  }
  for (int unit = 0; unit < segment.events.units(); ++unit) {
    if (segment.events.units() > kFewUnits && !Fires(segment.events, unit)) continue;
    out << unit << ":";
    for (int step = 0; step < segment.events.steps(); ++step) {
      if (segment.events.At(unit, step)) out << " " << step;
    }
    out << "\n";
  }
}

void Describe(const EndOfFile& end, std::ostream& out) {
  out << "end frames=" << end.source_frames << " segments=" << end.segments << "\n";
}

}  // namespace

std::string DescribeFile(const Bytes& bytes) {
  std::istringstream in(std::string(bytes.begin(), bytes.end()));
  std::ostringstream out;
  auto reader = OpenWithTables(in);
  if (!reader) return "error\n";
  DescribeHeader(reader->header(), out);
  while (!reader->at_end()) {
    const auto item = reader->Next();
    if (!item) {
      out << "error\n";
      break;
    }
    std::visit([&](const auto& value) { Describe(value, out); }, *item);
  }
  return out.str();
}

}  // namespace spk
