#pragma once

namespace spk {

// On so many threads LibTorch computes from here on what this thread asks of it. OpenMP keeps the
// number for each thread; LibTorch's own function is for all threads to come as well, and starts a
// second pool each time, whose threads spin.
void SetThreadCount(int count);

// What this thread and all that begin later ask of it. For the start of a program.
void SetThreadCountOfAll(int count);

// On this thread alone, for as long as it lives.
class OnOneThread {
 public:
  OnOneThread();
  ~OnOneThread();
  OnOneThread(const OnOneThread&) = delete;
  OnOneThread& operator=(const OnOneThread&) = delete;
  OnOneThread(OnOneThread&&) = delete;
  OnOneThread& operator=(OnOneThread&&) = delete;

 private:
  int before_;
};

}  // namespace spk
