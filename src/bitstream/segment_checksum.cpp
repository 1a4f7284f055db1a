#include "bitstream/crc32.h"
#include "spk/spk_file.h"

namespace spk {
namespace {

uint32_t AddNumber(uint64_t number, uint32_t previous) {
  std::array<uint8_t, 8> bytes{};
  for (size_t i = 0; i < bytes.size(); ++i) bytes.at(i) = static_cast<uint8_t>(number >> (8 * i));
  return Crc32(bytes, previous);
}

}  // namespace

uint32_t SegmentChecksum(const Segment& segment, uint32_t previous) {
  uint32_t sum = AddNumber(segment.index, previous);
  sum = AddNumber(static_cast<uint64_t>(segment.channel), sum);
  sum = AddNumber(static_cast<uint64_t>(segment.mu), sum);
  for (const int8_t level : segment.loudness) sum = AddNumber(static_cast<uint64_t>(level), sum);
  for (int step = 0; step < segment.events.steps(); ++step) {
    for (const uint64_t word : segment.events.Row(step)) sum = AddNumber(word, sum);
  }
  return sum;
}

}  // namespace spk
