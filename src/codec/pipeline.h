#pragma once

#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "codec/handover.h"
#include "spk/error.h"

namespace spk {

// A chain of stages through which items go: Read … then any number of Each and InOrder … then
// Write. Of Each several items are under way side by side, of the others one at a time and in the
// order in which they were read; at most twice as many items as threads are between first and last.
// The first error of any stage ends the whole and is returned.
class Pipeline {
 public:
  // threads = 0: one a core, which is also the most there can be beside the calling ones.
  explicit Pipeline(int threads)
      : threads_(threads > 0
                     ? threads
                     : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))) {}

  template <typename T>
  using Item = std::shared_ptr<T>;  // none where a stage failed

  // read: () -> Result<std::optional<T>>, nothing at the end.
  template <typename T, typename Read>
  auto Source(Read read) {
    return tbb::make_filter<void, Item<T>>(
        tbb::filter_mode::serial_in_order,
        [this, read = std::move(read)](tbb::flow_control& control) -> Item<T> {
          const Handover handover;
          if (!failed()) {
            Result<std::optional<T>> item = read();
            if (!item) Fail(item.error());
            if (item && *item) return std::make_shared<T>(std::move(**item));
          }
          control.stop();
          return nullptr;
        });
  }

  // work: (From&) -> Result<To>.
  template <typename From, typename To, typename Work>
  auto Each(Work work) {
    return Stage<From, To>(tbb::filter_mode::parallel, std::move(work));
  }
  template <typename From, typename To, typename Work>
  auto InOrder(Work work) {
    return Stage<From, To>(tbb::filter_mode::serial_in_order, std::move(work));
  }

  // write: (From&) -> Result<void>.
  template <typename From, typename Write>
  auto Sink(Write write) {
    return tbb::make_filter<Item<From>, void>(
        tbb::filter_mode::serial_in_order,
        [this, write = std::move(write)](const Item<From>& item) {
          const Handover handover;
          if (!item || failed()) return;
          if (const Result<void> written = write(*item); !written) Fail(written.error());
        });
  }

  // stages: those of this pipeline, joined by &.
  Result<void> Run(const tbb::filter<void, void>& stages) {
    { const Handover to_stages; }
    tbb::task_arena arena(threads_);
    arena.execute([&] { tbb::parallel_pipeline(2 * static_cast<size_t>(threads_), stages); });
    const Handover from_stages;
    if (first_error_) return tl::make_unexpected(*first_error_);
    return {};
  }

 private:
  template <typename From, typename To, typename Work>
  auto Stage(tbb::filter_mode mode, Work work) {
    return tbb::make_filter<Item<From>, Item<To>>(
        mode, [this, work = std::move(work)](const Item<From>& item) -> Item<To> {
          const Handover handover;
          if (!item || failed()) return nullptr;
          Result<To> result = work(*item);
          if (result) return std::make_shared<To>(std::move(*result));
          Fail(result.error());
          return nullptr;
        });
  }

  bool failed() {
    const std::lock_guard lock(mutex_);
    return first_error_.has_value();
  }
  void Fail(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!first_error_) first_error_ = error;
  }

  int threads_;
  std::mutex mutex_;
  std::optional<Error> first_error_;
};

}  // namespace spk
