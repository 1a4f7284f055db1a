#include "cli/batch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <stdexcept>

namespace spk {
namespace {

const InputKind kAnything = {.wanted = [](const std::filesystem::path&) { return true; },
                             .cost = [](const std::string&) { return 1.0; }};

std::vector<Task> Tasks(const std::vector<std::string>& inputs) {
  std::vector<Task> tasks;
  for (const std::string& input : inputs) tasks.push_back({input, input + ".out", {}});
  return tasks;
}

// The exit code of a batch in which the input "thrower" throws.
template <typename Exception>
int CodeOf(const std::vector<std::string>& inputs, const Exception& exception, int* done) {
  WorkerOptions options;
  options.jobs = 3;
  options.quiet = true;
  std::atomic<int> others = 0;
  const auto code =
      RunTasks(Tasks(inputs), options, kAnything,
               [&](const Task& task, int /*threads*/, const TaskProgress& /*progress*/) {
                 if (task.input == "thrower") throw exception;
                 ++others;
                 return TaskReport{};
               });
  *done = others;
  return code.value();
}

TEST(Batch, WhatAWorkerThrowsIsThatFilesError) {
  int done = 0;
  EXPECT_EQ(CodeOf({"thrower"}, std::bad_alloc(), &done), static_cast<int>(ErrorCode::kMemory));
  EXPECT_EQ(CodeOf({"thrower"}, std::runtime_error("?"), &done),
            static_cast<int>(ErrorCode::kUnexpected));
  EXPECT_EQ(CodeOf({"thrower"}, 7, &done), static_cast<int>(ErrorCode::kUnexpected));
  EXPECT_EQ(CodeOf({"a", "thrower", "b", "c"}, std::bad_alloc(), &done),
            static_cast<int>(ErrorCode::kSomeFailed));
  EXPECT_EQ(done, 3);
}

TEST(Batch, NothingIsPreparedForInputsThatCannotBeRead) {
  BatchOptions options;
  options.inputs.names = {"/nowhere/a", "/nowhere/b"};
  options.workers.quiet = true;
  const int code = RunBatch(options, kAnything, ".out", [](const CoreShare&) -> Result<Work> {
    ADD_FAILURE() << "prepared";
    return Fail(ErrorCode::kUsage, "");
  });
  EXPECT_EQ(code, static_cast<int>(ErrorCode::kSomeFailed));
}

TEST(Batch, CoresAreSharedOutAmongTheFiles) {
  WorkerOptions options;
  options.jobs = 5;
  options.threads = 2;
  EXPECT_EQ(ShareCores(options, 1).jobs, 5);
  EXPECT_EQ(ShareCores(options, 1).threads, 2);
  options = {};
  const CoreShare one = ShareCores(options, 1);
  EXPECT_EQ(one.jobs, 1);
  const CoreShare many = ShareCores(options, 1000);
  EXPECT_EQ(many.jobs, one.threads);
  EXPECT_EQ(many.threads, 1);
}

}  // namespace
}  // namespace spk
