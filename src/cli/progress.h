#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace spk {

// A line on a terminal's standard error: what is done of one file or many, how fast, how long it
// will take; nothing if standard error is no terminal. Any thread may call any method.
class ProgressLine {
 public:
  // `costs`: what each task takes, in any unit, 0 = unknown; asked for only where it is shown.
  ProgressLine(std::vector<std::string> names, const std::function<double(size_t)>& costs,
               bool quiet);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ProgressLine(ProgressLine&&) = delete;
  ProgressLine& operator=(ProgressLine&&) = delete;

  // So many seconds of the recording are done, which are that share of the task, 0..1; 0 = unknown.
  void Update(size_t task, double seconds, double share);
  // The task is done; `worked` = false: it took no time, and says nothing of the speed.
  void Finish(size_t task, double seconds, bool worked);
  // Until the next update there is no line, and others may write.
  void Clear();

 private:
  using Clock = std::chrono::steady_clock;
  struct State {
    std::string name;
    double cost = 0;
    double seconds = 0;
    double share = 0;
    bool finished = false;
    bool passed_over = false;
  };

  void Show();

  std::mutex mutex_;
  std::vector<State> tasks_;
  bool shown_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

}  // namespace spk
