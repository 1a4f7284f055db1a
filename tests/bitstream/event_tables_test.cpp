#include "bitstream/adaptive/event_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "bitstream/adaptive/flat_coder.h"
#include "bitstream/adaptive/kernels.h"
#include "tests/golden/golden_files.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

const Bytes& Tables() { return AllGoldenTables().front().bytes; }

std::string ErrorOf(const Bytes& bytes) {
  const auto tables = EventTables::Open(bytes);
  if (tables) return "";
  EXPECT_EQ(tables.error().code, ErrorCode::kModel);
  return tables.error().message;
}

TEST(EventTables, AreRejectedWhereTheyAreNone) {
  EXPECT_EQ(ErrorOf(Tables()), "");
  EXPECT_THAT(ErrorOf({}), HasSubstr("no event tables"));
  for (size_t i = 0; i < Tables().size(); ++i) {
    EXPECT_NE(ErrorOf({Tables().begin(), Tables().begin() + static_cast<ptrdiff_t>(i)}), "") << i;
  }
  Bytes longer = Tables();
  longer.push_back(0);
  EXPECT_THAT(ErrorOf(longer), HasSubstr("where their shape needs"));
  for (size_t byte = 0; byte < 16; ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = Tables();
      damaged[byte] ^= static_cast<uint8_t>(1U << bit);
      EXPECT_NE(ErrorOf(damaged), "") << byte;
    }
  }
}

TEST(EventTables, LimitsOfTheirShape) {
  const TableShape most{TableShape::kMaxUnits, TableShape::kMaxLags, TableShape::kMaxHidden};
  EXPECT_TRUE(most.IsValid());
  EXPECT_FALSE((TableShape{TableShape::kMaxUnits + 1, 1, 1}.IsValid()));
  EXPECT_FALSE((TableShape{1, TableShape::kMaxLags + 1, 1}.IsValid()));
  EXPECT_FALSE((TableShape{1, 1, TableShape::kMaxHidden + 1}.IsValid()));
  EXPECT_FALSE((TableShape{0, 1, 1}.IsValid()));
  EXPECT_FALSE((TableShape{1, 0, 1}.IsValid()));
}

// The worst that tables can hold must not overflow: a sanitizer looks on.
TEST(EventTables, ExtremeNumbersCodeAllTheSame) {
  for (const uint8_t byte : {0x7F, 0x80, 0xFF}) {
    Bytes bytes = Tables();
    std::fill(bytes.begin() + 16, bytes.end(), byte);
    const auto tables = EventTables::Open(bytes);
    ASSERT_TRUE(tables);
    EventMatrix events(5, 300);
    for (int step = 0; step < 300; ++step) {
      for (int unit = step % 3; unit < 5; ++unit) events.Set(unit, step);
    }
    const auto coded = EncodeFlat(*tables, events);
    EXPECT_EQ(DecodeFlat(*tables, 300, events.CountEvents(), coded), events) << int{byte};
  }
}

TEST(Kernels, SumAsTheyShould) {
  std::mt19937 random(1);
  for (const size_t size : {size_t{0}, size_t{1}, size_t{7}, size_t{64}, size_t{257}}) {
    std::vector<int32_t> sums(size);
    std::vector<int8_t> row(size);
    std::vector<int32_t> expected(size);
    int32_t dot = 0;
    for (size_t i = 0; i < size; ++i) {
      sums[i] = static_cast<int32_t>(random() % 2000000) - 1000000;
      if (i % 2 == 0) sums[i] %= 400;
      row[i] = static_cast<int8_t>(random() % 256 - 128);
      expected[i] = sums[i] + row[i];
      dot += std::clamp(sums[i], 0, kMostActive) * row[i];
    }
    EXPECT_EQ(ActiveDot(sums, row), dot) << size;
    AddRow(sums, row);
    EXPECT_EQ(sums, expected) << size;
  }
}

}  // namespace
}  // namespace spk
