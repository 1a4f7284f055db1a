// Any bytes as event tables and a payload: steps and the length of the tables come first, as 16-bit
// little-endian numbers, then the number of events in 32 bits, the tables and the payload. With no
// tables at all the golden ones are taken. What is decoded is coded to the same bytes again.
#include <algorithm>

#include "bitstream/adaptive/event_tables.h"
#include "bitstream/adaptive/flat_coder.h"
#include "bitstream/little_endian.h"
#include "tests/fuzz/fuzz.h"
#include "tests/golden/golden_files.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace spk;
  constexpr size_t kPrefix = 8;
  constexpr int kSteps = 64;
  if (size < kPrefix) return 0;
  const std::span bytes(data, size);
  const int steps = 1 + LoadLittleEndian<uint16_t>(bytes) % kSteps;
  const size_t length =
      std::min<size_t>(LoadLittleEndian<uint16_t>(bytes.subspan(2)), size - kPrefix);
  const std::span<const uint8_t> golden = AllGoldenTables()[1].bytes;
  const auto tables = EventTables::Open(length == 0 ? golden : bytes.subspan(kPrefix, length));
  if (!tables) {
    FuzzExpect(!tables.error().message.empty());
    return 0;
  }
  const auto cells = static_cast<uint64_t>(tables->shape.units) * static_cast<uint64_t>(steps);
  const uint64_t count = LoadLittleEndian<uint32_t>(bytes.subspan(4)) % (cells + 1);
  const auto payload = bytes.subspan(kPrefix + length);
  const auto events = DecodeFlat(*tables, steps, count, payload);
  if (!events) return 0;
  FuzzExpect(events->CountEvents() == count);
  const auto again = EncodeFlat(*tables, *events);
  FuzzExpect(std::equal(again.begin(), again.end(), payload.begin(), payload.end()));
  return 0;
}
