#include "bitstream/bit_io.h"

#include <gtest/gtest.h>

#include <random>

namespace spk {
namespace {

TEST(BitIo, WritesMostSignificantBitFirst) {
  BitWriter writer;
  writer.Write(0b101, 3);
  writer.Write(0, 0);
  writer.Write(0b1, 6);
  EXPECT_EQ(writer.bits_written(), 9U);
  EXPECT_EQ(writer.Finish(), (std::vector<uint8_t>{0b10100000, 0b10000000}));
}

TEST(BitIo, ReadsBackFieldsOfEveryWidth) {
  std::mt19937_64 random(1);
  std::vector<std::pair<uint64_t, int>> fields;
  BitWriter writer;
  for (int i = 0; i < 5000; ++i) {
    const int bits = static_cast<int>(random() % 33);
    const uint64_t value = random() & ((uint64_t{1} << bits) - 1);
    fields.emplace_back(value, bits);
    writer.Write(value, bits);
  }
  const auto bytes = writer.Finish();
  BitReader reader(bytes);
  for (const auto& [value, bits] : fields) ASSERT_EQ(reader.Read(bits), value);
  EXPECT_FALSE(reader.overrun());
  EXPECT_TRUE(reader.AtZeroPadding());
}

TEST(BitIo, ReadingPastTheEndGivesZerosAndStaysMarked) {
  const std::vector<uint8_t> bytes = {0xFF, 0xFF};
  BitReader reader(bytes);
  EXPECT_EQ(reader.Read(9), 0x1FFU);
  EXPECT_EQ(reader.Read(8), 0U);
  EXPECT_TRUE(reader.overrun());
  EXPECT_EQ(reader.Read(1), 0U);
  EXPECT_FALSE(reader.AtZeroPadding());
}

TEST(BitIo, PaddingIsFewerThanEightZeroBits) {
  const std::vector<uint8_t> whole_zero_byte = {0x80, 0x00};
  BitReader too_long(whole_zero_byte);
  too_long.Read(8);
  EXPECT_FALSE(too_long.AtZeroPadding());

  const std::vector<uint8_t> ones = {0x81};
  BitReader nonzero(ones);
  nonzero.Read(1);
  EXPECT_FALSE(nonzero.AtZeroPadding());

  BitReader empty({});
  EXPECT_TRUE(empty.AtZeroPadding());
}

}  // namespace
}  // namespace spk
