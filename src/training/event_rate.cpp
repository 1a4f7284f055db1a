#include "training/event_rate.h"

#include "spk/packing.h"

namespace spk {
namespace {

// Bits a second of independent units that fire with the probabilities seen in events [B, N, T]:
// what an adaptive coder without context pays.
double EntropyRate(const torch::Tensor& events, double steps_per_second) {
  const torch::Tensor p =
      events.mean(torch::IntArrayRef{0, 2}).to(torch::kDouble).clamp(1e-9, 1 - 1e-9);
  const torch::Tensor bits = -(p * torch::log2(p) + (1 - p) * torch::log2(1 - p));
  return bits.sum().item<double>() * steps_per_second;
}

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
