#include "bitstream/adaptive/flat_contexts.h"

#include <algorithm>
#include <bit>

namespace spk {
namespace {

constexpr uint32_t kOwnSteps = 6;
constexpr uint32_t kLogitClasses = 24;  // half a nat each
constexpr uint32_t kSinceClasses = 12;
constexpr uint32_t kSurpriseClasses = 9;
constexpr uint32_t kTimeClasses = 9;

uint32_t LogitClass(int logit) {
  constexpr int kMiddle = kLogitClasses / 2;
  return static_cast<uint32_t>(std::clamp((logit >> 7) + kMiddle, 0, int{kLogitClasses} - 1));
}

// 0 1 2 3 4 5-6 7-8 9-12 13-16 17-24 25-32 more
uint32_t SinceClass(int since) {
  constexpr std::array kLast = {0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32};
  const auto* at = std::lower_bound(kLast.begin(), kLast.end(), since);
  return static_cast<uint32_t>(at - kLast.begin());
}

// Around 0, each class twice as wide as the one before: `unit` is the half width of the middle one.
uint32_t SurpriseClass(int surprise, int unit) {
  constexpr int kMiddle = kSurpriseClasses / 2;
  const auto size = static_cast<unsigned>(std::abs(surprise) / unit);
  const int steps = std::min(static_cast<int>(std::bit_width(size)), kMiddle);
  return static_cast<uint32_t>(kMiddle + (surprise < 0 ? -steps : steps));
}

}  // namespace

MixShape FlatContexts::Shape(int units) {
  const auto n = static_cast<size_t>(units);
  return {.contexts = kContexts,
          .given = 1,
          .sets = n + kLogitClasses + kTimeClasses,
          .maps = n + kSurpriseClasses,
          .slots = n * ((size_t{1} << kOwnSteps) + kLogitClasses) +
                   size_t{kLogitClasses} * (kSinceClasses + 2 * kSurpriseClasses)};
}

FlatContexts::FlatContexts(int units) : units_(static_cast<size_t>(units)) {}

void FlatContexts::BeginStep(int step) {
  time_class_ = std::min(static_cast<int>(std::bit_width(static_cast<unsigned>(step))),
                         int{kTimeClasses} - 1);
  step_surprise_ = 0;
}

void FlatContexts::Choose(int unit, int logit) {
  unit_ = unit;
  probability_ = Squash(logit);
  const Unit& own = units_[static_cast<size_t>(unit)];
  const auto n = static_cast<uint32_t>(units_.size());
  const auto u = static_cast<uint32_t>(unit);
  const uint32_t logit_class = LogitClass(logit);
  const uint32_t own_surprise = SurpriseClass(own.surprise, 1024);
  const uint32_t step_surprise = SurpriseClass(step_surprise_, 32768);
  uint32_t base = 0;
  slots[0] = base + (u << kOwnSteps) + (own.last & ((1U << kOwnSteps) - 1));
  base += n << kOwnSteps;
  slots[1] = base + u * kLogitClasses + logit_class;
  base += n * kLogitClasses;
  slots[2] = base + SinceClass(own.since) * kLogitClasses + logit_class;
  base += kSinceClasses * kLogitClasses;
  slots[3] = base + own_surprise * kLogitClasses + logit_class;
  base += kSurpriseClasses * kLogitClasses;
  slots[4] = base + step_surprise * kLogitClasses + logit_class;
  sets = {u, n + logit_class, n + kLogitClasses + static_cast<uint32_t>(time_class_)};
  maps = {u, n + step_surprise};
}

void FlatContexts::Update(bool event) {
  Unit& own = units_[static_cast<size_t>(unit_)];
  own.last = own.last << 1U | (event ? 1U : 0U);
  own.since = event ? 0 : std::min(own.since + 1, 255);
  const int error = (event ? kProbabilityOne : 0) - probability_;
  own.surprise += (error - own.surprise) >> 4;
  step_surprise_ += error;
}

}  // namespace spk
