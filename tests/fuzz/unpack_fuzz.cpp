// Any bytes as a payload of SPK_FUZZ_PACKING: units, steps and count come first, as 16-, 16- and
// 32-bit little-endian numbers. What is accepted packs to the same bits again.
#include <algorithm>

#include "bitstream/bit_io.h"
#include "bitstream/little_endian.h"
#include "spk/packing.h"
#include "spk/spk_file.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace spk;
  constexpr size_t kPrefix = 8;
  constexpr auto kPacking = static_cast<Packing>(SPK_FUZZ_PACKING);
  if (size < kPrefix) return 0;
  const std::span bytes(data, size);
  const int units = 1 + LoadLittleEndian<uint16_t>(bytes) % kMaxUnits;
  const int most_steps = std::min(kMaxSteps, kMaxCells / units);
  const int steps = 1 + LoadLittleEndian<uint16_t>(bytes.subspan(2)) % most_steps;
  const auto count = LoadLittleEndian<uint32_t>(bytes.subspan(4));

  BitReader reader(bytes.subspan(kPrefix));
  const uint64_t before = reader.bits_left();
  const auto events = Unpack(kPacking, units, steps, count, reader);
  if (!events) return 0;
  FuzzExpect(events->CountEvents() == count);
  FuzzExpect(!reader.overrun());

  BitWriter writer;
  Pack(*events, kPacking, writer);
  FuzzExpect(writer.bits_written() == before - reader.bits_left());
  const auto packed = writer.Finish();
  BitReader original(bytes.subspan(kPrefix));
  BitReader again(packed);
  for (uint64_t bit = 0; bit < before - reader.bits_left(); ++bit) {
    FuzzExpect(original.Read(1) == again.Read(1));
  }
  return 0;
}
