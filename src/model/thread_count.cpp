#include "model/thread_count.h"

#include <ATen/Parallel.h>
#include <omp.h>

namespace spk {

void SetThreadCount(int count) {
  at::get_num_threads();  // sets what the next line overrides
  omp_set_num_threads(count);
}

void SetThreadCountOfAll(int count) { at::set_num_threads(count); }

OnOneThread::OnOneThread() : before_(at::get_num_threads()) { SetThreadCount(1); }
OnOneThread::~OnOneThread() { SetThreadCount(before_); }

}  // namespace spk
