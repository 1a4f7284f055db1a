#include "training/collapse_watch.h"

#include <gtest/gtest.h>

namespace spk {
namespace {

TEST(CollapseWatch, IsSureAfterTwoHundredStepsInARow) {
  CollapseWatch watch;
  for (int i = 0; i < 199; ++i) watch.Add(0.001, 0, 0, false);
  EXPECT_TRUE(watch.suspects());
  EXPECT_FALSE(watch.is_sure());
  watch.Add(0.5, 0, 0, false);
  EXPECT_FALSE(watch.suspects());
  for (int i = 0; i < 200; ++i) watch.Add(0.999, 0, 0, false);
  EXPECT_TRUE(watch.is_sure());
}

TEST(CollapseWatch, OfARateAQuarterIsTooFewAndTwiceTooManyOnceItIsSettled) {
  const auto suspects = [](double used, bool settled) {
    CollapseWatch watch;
    watch.Add(0.1, used, /*wanted=*/1, settled);
    return watch.suspects();
  };
  EXPECT_TRUE(suspects(0.24, false));
  EXPECT_FALSE(suspects(0.26, false));
  EXPECT_FALSE(suspects(2.1, false));
  EXPECT_TRUE(suspects(2.1, true));
  EXPECT_FALSE(suspects(1.9, true));
}

}  // namespace
}  // namespace spk
