#include "training/step_meter.h"

#include <cmath>

namespace spk {
namespace {

EventRate Sum(const EventRate& a, const EventRate& b) {
  return {.density = a.density + b.density,
          .events_per_second = a.events_per_second + b.events_per_second,
          .entropy_kbps = a.entropy_kbps + b.entropy_kbps,
          .packed_kbps = a.packed_kbps + b.packed_kbps};
}

EventRate Scaled(const EventRate& a, double by) {
  return {.density = a.density * by,
          .events_per_second = a.events_per_second * by,
          .entropy_kbps = a.entropy_kbps * by,
          .packed_kbps = a.packed_kbps * by};
}

}  // namespace

void StepMeter::Add(const StepFacts& step) {
  sums_.loss += step.loss;
  sums_.error += step.error;
  sums_.power += step.power;
  sums_.gradient_norm += step.gradient_norm;
  sums_.audio_seconds += step.audio_seconds;
  sums_.learning_rate = step.learning_rate;
  sums_.rate_weight = step.rate_weight;
  if (step.events) sums_.events = Sum(sums_.events.value_or(EventRate{}), *step.events);
  ++count_;
}

StepReport StepMeter::Take() {
  const double share = 1 / static_cast<double>(count_);
  const double elapsed = std::chrono::duration<double>(Clock::now() - since_).count();
  StepReport report = {.loss = sums_.loss * share,
                       .snr = 10 * std::log10(sums_.power / sums_.error),
                       .gradient_norm = sums_.gradient_norm * share,
                       .learning_rate = sums_.learning_rate,
                       .rate_weight = sums_.rate_weight,
                       .audio_per_second = sums_.audio_seconds / elapsed,
                       .seconds_per_step = elapsed * share};
  if (sums_.events) report.events = Scaled(*sums_.events, share);
  *this = {};
  return report;
}

}  // namespace spk
