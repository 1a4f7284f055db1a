#pragma once

#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "spk/error.h"

namespace spk {

// Reads items until there is none, works on several side by side and writes the results in the
// order they were read. `read` and `write` run one call at a time; at most twice as many items as
// threads are under way. The first error of any of the three ends the whole and is returned.
// threads = 0: one a core, which is also the most there can be beside the calling ones.
template <typename In, typename Out>
Result<void> RunPipeline(int threads, const std::function<Result<std::optional<In>>()>& read,
                         const std::function<Result<Out>(const In&)>& work,
                         const std::function<Result<void>(Out&)>& write) {
  std::mutex mutex;
  std::optional<Error> first_error;
  const auto failed = [&] {
    const std::lock_guard lock(mutex);
    return first_error.has_value();
  };
  const auto fail = [&](const Error& error) {
    const std::lock_guard lock(mutex);
    if (!first_error) first_error = error;
  };

  const auto read_stage = [&](tbb::flow_control& control) -> std::shared_ptr<In> {
    if (!failed()) {
      Result<std::optional<In>> item = read();
      if (!item) fail(item.error());
      if (item && *item) return std::make_shared<In>(std::move(**item));
    }
    control.stop();
    return nullptr;
  };
  const auto work_stage = [&](const std::shared_ptr<In>& item) -> std::shared_ptr<Out> {
    if (failed()) return nullptr;
    Result<Out> result = work(*item);
    if (result) return std::make_shared<Out>(std::move(*result));
    fail(result.error());
    return nullptr;
  };
  const auto write_stage = [&](const std::shared_ptr<Out>& item) {
    if (!item || failed()) return;
    if (const Result<void> written = write(*item); !written) fail(written.error());
  };

  const int count =
      threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  tbb::task_arena arena(count);
  arena.execute([&] {
    tbb::parallel_pipeline(
        2 * static_cast<size_t>(count),
        tbb::make_filter<void, std::shared_ptr<In>>(tbb::filter_mode::serial_in_order, read_stage) &
            tbb::make_filter<std::shared_ptr<In>, std::shared_ptr<Out>>(tbb::filter_mode::parallel,
                                                                        work_stage) &
            tbb::make_filter<std::shared_ptr<Out>, void>(tbb::filter_mode::serial_in_order,
                                                         write_stage));
  });
  if (first_error) return tl::make_unexpected(*first_error);
  return {};
}

}  // namespace spk
