#include "codec/pipeline.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <vector>

namespace spk {
namespace {

struct Outcome {
  std::vector<int> joined;
  std::vector<int> written;
  int most_under_way = 0;
  Result<void> result;
};

Outcome Count(int threads, int items, int failing_read, int failing_work, int failing_join,
              int failing_write) {
  Outcome run;
  int next = 0;
  std::atomic<int> under_way = 0;
  std::atomic<int> most = 0;
  Pipeline pipeline(threads);
  run.result = pipeline.Run(pipeline.Source<int>([&]() -> Result<std::optional<int>> {
    if (next == failing_read) return Fail(ErrorCode::kInput, "read");
    if (next == items) return std::nullopt;
    most = std::max<int>(most, ++under_way);
    return next++;
  }) & pipeline.Each<int, int>([&](const int& item) -> Result<int> {
    if (item == failing_work) return Fail(ErrorCode::kModel, "work");
    std::this_thread::sleep_for(std::chrono::microseconds(item % 7 * 100));
    return 10 * item;
  }) & pipeline.InOrder<int, int>([&](const int& item) -> Result<int> {
    if (item == 10 * failing_join) return Fail(ErrorCode::kCorrupt, "join");
    run.joined.push_back(item);
    return item;
  }) & pipeline.Sink<int>([&](const int& item) -> Result<void> {
    --under_way;
    if (item == 10 * failing_write) return Fail(ErrorCode::kOutput, "write");
    run.written.push_back(item);
    return {};
  }));
  run.most_under_way = most;
  return run;
}

TEST(Pipeline, WritesAllInOrder) {
  for (const int threads : {1, 2, 5}) {
    const Outcome run = Count(threads, 100, -1, -1, -1, -1);
    ASSERT_TRUE(run.result);
    ASSERT_EQ(run.written.size(), 100U);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(run.written[static_cast<size_t>(i)], 10 * i);
    EXPECT_EQ(run.joined, run.written);
    EXPECT_LE(run.most_under_way, 2 * threads);
  }
}

TEST(Pipeline, NothingIsFine) { EXPECT_TRUE(Count(2, 0, -1, -1, -1, -1).result); }

TEST(Pipeline, TheFirstErrorEndsIt) {
  EXPECT_EQ(Count(3, 100, 20, -1, -1, -1).result.error().message, "read");
  EXPECT_EQ(Count(3, 100, -1, 20, -1, -1).result.error().message, "work");
  const Outcome joined = Count(3, 100, -1, -1, 20, -1);
  EXPECT_EQ(joined.result.error().message, "join");
  EXPECT_EQ(joined.joined.size(), 20U);
  const Outcome run = Count(3, 100, -1, -1, -1, 20);
  EXPECT_EQ(run.result.error().code, ErrorCode::kOutput);
  EXPECT_EQ(run.written.size(), 20U);
}

}  // namespace
}  // namespace spk
