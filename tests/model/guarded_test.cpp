#include "model/guarded.h"

#include <gmock/gmock.h>

#include <future>
#include <new>
#include <stdexcept>

namespace spk {
namespace {

using ::testing::HasSubstr;

TEST(Guarded, ComputesOnItsThreadWithoutGradientsAndLeavesBothAsTheyWere) {
  SetThreadCount(3);
  const auto inside =
      Guarded([] { return std::pair(at::get_num_threads(), torch::GradMode::is_enabled()); });
  EXPECT_EQ(inside.value(), std::pair(1, false));
  EXPECT_EQ(at::get_num_threads(), 3);
  EXPECT_TRUE(torch::GradMode::is_enabled());
  SetThreadCount(1);
}

TEST(Guarded, TellsOtherThreadsNothing) {
  SetThreadCountOfAll(2);
  const auto elsewhere =
      Guarded([] { return std::async(std::launch::async, at::get_num_threads).get(); });
  EXPECT_EQ(elsewhere.value(), 2);
  SetThreadCountOfAll(1);
}

TEST(Guarded, ExceptionsBecomeErrors) {
  const auto failed = Guarded([]() -> int { throw std::runtime_error("odd sizes\nat 0x0"); });
  EXPECT_EQ(failed.error().code, ErrorCode::kModel);
  EXPECT_THAT(failed.error().message, HasSubstr("odd sizes"));
  EXPECT_EQ(Guarded([]() -> int { throw std::bad_alloc(); }).error().code, ErrorCode::kMemory);
}

}  // namespace
}  // namespace spk
