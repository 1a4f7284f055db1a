#include "bitstream/crc32.h"

#include <gtest/gtest.h>

#include <string_view>

namespace spk {
namespace {

TEST(Crc32, MatchesThePublishedCheckValue) {
  constexpr std::string_view kCheck = "123456789";
  const auto* bytes = reinterpret_cast<const uint8_t*>(kCheck.data());
  EXPECT_EQ(Crc32({bytes, kCheck.size()}), 0xCBF43926U);
  EXPECT_EQ(Crc32({}), 0U);
}

}  // namespace
}  // namespace spk
