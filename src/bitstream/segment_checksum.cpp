#include <array>

#include "bitstream/bit_io.h"
#include "bitstream/crc32.h"
#include "bitstream/little_endian.h"
#include "spk/spk_file.h"

namespace spk {
namespace {

uint32_t AddNumber(uint64_t number, uint32_t previous) {
  std::array<uint8_t, 8> bytes{};
  StoreLittleEndian(number, std::span(bytes));
  return Crc32(bytes, previous);
}

}  // namespace

uint32_t EventsChecksum(const Segment& segment, uint32_t previous) {
  std::array<uint8_t, 7> place{};
  StoreLittleEndian(static_cast<uint32_t>(segment.index), std::span(place).first(4));
  place[4] = static_cast<uint8_t>(segment.channel);
  StoreLittleEndian(static_cast<uint16_t>(segment.events.steps()), std::span(place).last(2));
  BitWriter dense;
  Pack(segment.events, Packing::kDense, dense);
  return Crc32(dense.Finish(), Crc32(place, previous));
}

uint32_t SegmentChecksum(const Segment& segment, uint32_t previous) {
  uint32_t sum = AddNumber(segment.index, previous);
  sum = AddNumber(static_cast<uint64_t>(segment.channel), sum);
  sum = AddNumber(static_cast<uint64_t>(segment.mu), sum);
  for (const int8_t level : segment.loudness) sum = AddNumber(static_cast<uint64_t>(level), sum);
  for (const SegmentStream& stream : segment.streams) {
    sum = Crc32(stream.bytes, AddNumber(stream.type, sum));
  }
  for (int step = 0; step < segment.events.steps(); ++step) {
    for (const uint64_t word : segment.events.Row(step)) sum = AddNumber(word, sum);
  }
  return sum;
}

}  // namespace spk
