// Any bytes as tables of graded events and a payload: steps and the number of events come first, as
// 16-bit little-endian numbers, then the length of the tables in 32 bits, the tables and the
// payload. With no tables at all the golden ones are taken. What is decoded is coded to the same
// bytes again.
#include <algorithm>

#include "bitstream/adaptive/graded_coder.h"
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
  const uint64_t count = LoadLittleEndian<uint16_t>(bytes.subspan(2));
  const size_t length =
      std::min<size_t>(LoadLittleEndian<uint32_t>(bytes.subspan(4)), size - kPrefix);
  const std::span<const uint8_t> golden = AllGoldenTables().back().bytes;
  const auto tables = GradedTables::Open(length == 0 ? golden : bytes.subspan(kPrefix, length));
  if (!tables) {
    FuzzExpect(!tables.error().message.empty());
    return 0;
  }
  const auto payload = bytes.subspan(kPrefix + length);
  const auto matrix = DecodeGraded(*tables, steps, count, payload);
  if (!matrix) return 0;
  FuzzExpect(matrix->ToEvents().CountEvents() == count);
  FuzzExpect(GradedMatrix::Of(matrix->ToEvents()) == *matrix);
  const auto again = EncodeGraded(*tables, *matrix);
  FuzzExpect(std::equal(again.begin(), again.end(), payload.begin(), payload.end()));
  return 0;
}
