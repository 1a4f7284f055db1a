#include "audio/wav_header.h"

#include <gtest/gtest.h>

#include <string>

namespace spk {
namespace {

const AudioFormat kStereo = {44100, 2, {}};

uint64_t Number(const std::vector<uint8_t>& bytes, size_t offset, int size) {
  uint64_t number = 0;
  for (int i = size; i-- > 0;) number = number << 8 | bytes[offset + static_cast<size_t>(i)];
  return number;
}

std::string Id(const std::vector<uint8_t>& bytes, size_t offset) {
  return {bytes.begin() + static_cast<ptrdiff_t>(offset),
          bytes.begin() + static_cast<ptrdiff_t>(offset) + 4};
}

TEST(WavHeaderTest, StreamHasTheClassicHeaderWithOpenSizes) {
  const std::vector<uint8_t> header = WavHeader(kStereo, 24, std::nullopt);
  const std::vector<uint8_t> expected = {
      'R',  'I',  'F', 'F', 0xFF, 0xFF, 0xFF, 0xFF, 'W', 'A', 'V', 'E',  'f',  'm',  't',
      ' ',  16,   0,   0,   0,    1,    0,    2,    0,   68,  172, 0,    0,    0x98, 0x09,
      0x04, 0x00, 6,   0,   24,   0,    'd',  'a',  't', 'a', 255, 0xFF, 0xFF, 0xFF};
  EXPECT_EQ(header, expected);
}

TEST(WavHeaderTest, SmallFilesAreRiff) {
  const std::vector<uint8_t> header = WavHeader(kStereo, 16, 400);
  ASSERT_EQ(header.size(), 80U);
  EXPECT_EQ(Id(header, 0), "RIFF");
  EXPECT_EQ(Number(header, 4, 4), header.size() + 400 - 8);
  EXPECT_EQ(Id(header, 12), "JUNK");
  EXPECT_EQ(Number(header, 76, 4), 400U);
}

// The last even size that fits is 0xFFFFFFFE - 72; one more, with its padding, does not.
TEST(WavHeaderTest, LargeFilesAreRf64) {
  EXPECT_EQ(Id(WavHeader(kStereo, 16, 0xFFFFFFFE - 72), 0), "RIFF");
  EXPECT_EQ(Id(WavHeader(kStereo, 16, 0xFFFFFFFE - 71), 0), "RF64");
  const uint64_t size = 5'000'000'000;
  const std::vector<uint8_t> header = WavHeader(kStereo, 16, size);
  ASSERT_EQ(header.size(), 80U);
  EXPECT_EQ(Number(header, 4, 4), 0xFFFFFFFFU);
  EXPECT_EQ(Id(header, 12), "ds64");
  EXPECT_EQ(Number(header, 20, 8), size + 80 - 8);
  EXPECT_EQ(Number(header, 28, 8), size);
  EXPECT_EQ(Number(header, 36, 8), size / 4);
  EXPECT_EQ(Number(header, 44, 4), 0U);
  EXPECT_EQ(Number(header, 76, 4), 0xFFFFFFFFU);
}

TEST(WavHeaderTest, FloatsAreDeclared) {
  EXPECT_EQ(Number(WavHeader(kStereo, 32, 0), 56, 2), 3U);
  EXPECT_EQ(Number(WavHeader(kStereo, 16, 0), 56, 2), 1U);
}

}  // namespace
}  // namespace spk
