#include "training/event_rate.h"

#include "evaluation/metrics.h"
#include "spk/packing.h"

namespace spk {
namespace {

double PackedBitsPerSecond(const torch::Tensor& events, double steps_per_second) {
  const auto units = static_cast<int>(events.size(1));
  const auto steps = static_cast<int>(events.size(2));
  const torch::Tensor counts = events.sum({1, 2}).to(torch::kCPU, torch::kLong);
  uint64_t bits = 0;
  for (int64_t i = 0; i < counts.size(0); ++i) {
    const auto count = static_cast<uint64_t>(counts[i].item<int64_t>());
    bits += CodedBits(SmallestPacking(units, steps, count), units, steps, count);
  }
  return static_cast<double>(bits) / static_cast<double>(events.size(0) * steps) * steps_per_second;
}

}  // namespace

EventRate MeasureEvents(const torch::Tensor& events, double steps_per_second) {
  const auto density = events.mean().item<double>();
  return {.density = density,
          .events_per_second = density * static_cast<double>(events.size(1)) * steps_per_second,
          .entropy_kbps = EntropyRate(events, steps_per_second) / 1000,
          .packed_kbps = PackedBitsPerSecond(events, steps_per_second) / 1000};
}

}  // namespace spk
