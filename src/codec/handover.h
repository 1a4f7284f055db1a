#pragma once

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace spk {

// Tells ThreadSanitizer that what is done while one lives happens before what is done while one
// lives that is made after its end. TBB sees to that for the stages of a pipeline, but it is not
// built with ThreadSanitizer, which cannot see how.
#if defined(__SANITIZE_THREAD__)
class Handover {
 public:
  Handover() { __tsan_acquire(&place_); }
  ~Handover() { __tsan_release(&place_); }
  Handover(const Handover&) = delete;
  Handover& operator=(const Handover&) = delete;

 private:
  inline static char place_ = 0;
};
#else
class [[maybe_unused]] Handover {};
#endif

}  // namespace spk
