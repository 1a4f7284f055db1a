#include "system/command_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spk {
namespace {

using testing::ElementsAre;

TEST(SplitCommand, WordsAndQuotes) {
  EXPECT_THAT(*SplitCommand("  a\tb\n c "), ElementsAre("a", "b", "c"));
  EXPECT_THAT(*SplitCommand("a'b c'd \"e f\" ''"), ElementsAre("ab cd", "e f", ""));
  EXPECT_THAT(*SplitCommand(R"('a\b' "\"c\" \d \\" e\ f \')"),
              ElementsAre("a\\b", R"("c" \d \)", "e f", "'"));
  EXPECT_THAT(*SplitCommand("$HOME * `x` a;b | > c\\"),
              ElementsAre("$HOME", "*", "`x`", "a;b", "|", ">", "c\\"));
  EXPECT_TRUE(SplitCommand("")->empty());
  for (const char* open : {"a 'b", "\"a", "\"a\\\"", "'"}) {
    EXPECT_EQ(SplitCommand(open).error().code, ErrorCode::kUsage) << open;
  }
}

}  // namespace
}  // namespace spk
