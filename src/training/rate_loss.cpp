#include "training/rate_loss.h"

namespace spk {
namespace {

constexpr int64_t kSegmentSteps = 256;  // as coded, at every hop
constexpr double kStepBits = 8;         // ceil(log2 256)

RateCost FromPrompt(const torch::Tensor& events, const torch::Tensor& mu, bool ratio) {
  const torch::Tensor density = events.mean({1, 2});
  const torch::Tensor wanted = torch::exp2(-mu.to(density.options()) / 4);
  const double event = 1 / static_cast<double>(events.size(1) * events.size(2));  // for silence
  const torch::Tensor distance =
      ratio ? torch::log2((density + event) / (wanted + event)) : density - wanted;
  return {.loss = distance.abs().mean(), .used = density.detach().mean(), .wanted = wanted.mean()};
}

}  // namespace

RateCost OverBudget(const torch::Tensor& bits, double budget) {
  return {.loss = (bits - budget).clamp_min(0).mean(),
          .used = bits.detach().mean(),
          .wanted = torch::full({}, budget, bits.options())};
}

torch::Tensor PackedBitsPerCell(const torch::Tensor& events) {
  const auto units = static_cast<double>(events.size(1));
  const double cells = units * kSegmentSteps;
  const torch::Tensor density = events.mean({1, 2});
  const torch::Tensor pointer_bits =
      torch::ceil(torch::log2((density.detach() * cells).clamp_min(1)));
  return density * kStepBits + (units - 1) / cells * pointer_bits;
}

torch::Tensor FiringEntropy(const torch::Tensor& events) {
  // At the ends the slope is infinite; half an event is as near as so many steps can tell.
  const double least = 0.5 / static_cast<double>(events.size(2));
  const torch::Tensor p = events.mean(2).clamp(least, 1 - least);
  return -(p * torch::log2(p) + (1 - p) * torch::log2(1 - p)).mean(1);
}

RateCost MeasureRate(const RateTerm& term, const torch::Tensor& events, const torch::Tensor& mu) {
  if (IsOfPrompt(term.measure)) {
    return FromPrompt(events, mu, term.measure == RateMeasure::kPromptRatio);
  }
  return OverBudget(
      term.measure == RateMeasure::kEntropy ? FiringEntropy(events) : PackedBitsPerCell(events),
      term.budget);
}

}  // namespace spk
