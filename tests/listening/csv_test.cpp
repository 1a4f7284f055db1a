#include "listening/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spk {
namespace {

using testing::ElementsAre;

TEST(ParseCsv, CellsAndRows) {
  const auto rows = ParseCsv(
      "\xEF\xBB\xBF"
      "a,b\r\n\"x, \"\"y\"\"\n\",\n\n,z");
  ASSERT_TRUE(rows);
  EXPECT_THAT(*rows, ElementsAre(ElementsAre("a", "b"), ElementsAre("x, \"y\"\n", ""),
                                 ElementsAre("", "z")));
  EXPECT_TRUE(ParseCsv("")->empty());
}

TEST(ParseCsv, AnOpenQuoteIsAnError) {
  EXPECT_EQ(ParseCsv("a,\"b\n").error().code, ErrorCode::kInput);
}

}  // namespace
}  // namespace spk
