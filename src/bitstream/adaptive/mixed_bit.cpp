#include "bitstream/adaptive/mixed_bit.h"

#include <algorithm>
#include <utility>

#include "bitstream/adaptive/mixer.h"

namespace spk {
namespace {

constexpr int kConstantInput = 1 << kLogitBits;

}  // namespace

MixedBit::MixedBit(const MixShape& shape, MixState start)
    : shape_(shape), state_(std::move(start)), inputs_(shape.inputs()) {
  inputs_.back() = kConstantInput;
}

std::span<int32_t> MixedBit::Weights(uint32_t set) {
  return std::span(state_.weights).subspan(set * shape_.inputs(), shape_.inputs());
}

std::span<uint16_t> MixedBit::Map(uint32_t row) {
  return std::span(state_.maps)
      .subspan(size_t{row} * ProbabilityMap::kBuckets, ProbabilityMap::kBuckets);
}

int MixedBit::Predict(std::span<const int> given, std::span<const uint32_t> slots,
                      std::span<const uint32_t> sets, std::span<const uint32_t> maps) {
  slots_ = slots;
  sets_ = sets;
  maps_ = maps;
  size_t next = 0;
  for (const int logit : given) inputs_[next++] = logit;
  for (const uint32_t slot : slots) {
    inputs_[next++] = Stretch(state_.counters[slot].slow());
    inputs_[next++] = Stretch(state_.counters[slot].fast());
  }
  int64_t sum = 0;
  for (const uint32_t set : sets) sum += mixer::Dot(Weights(set), inputs_);
  const int logit = ClampLogit(sum >> mixer::kWeightBits);
  mixed_ = Squash(logit);
  place_ = ProbabilityMap::At(logit);
  int corrected = 2 * mixed_;  // half the weight is the mix's own, the rest the maps'
  for (const uint32_t row : maps) corrected += ProbabilityMap::Read(Map(row), place_);
  corrected /= static_cast<int>(maps.size() + 2);
  return std::clamp(corrected, 1, kProbabilityOne - 1);
}

void MixedBit::Update(bool bit) {
  const int error = (bit ? kProbabilityOne : 0) - mixed_;
  for (const uint32_t set : sets_) mixer::Learn(Weights(set), inputs_, error);
  for (const uint32_t row : maps_) ProbabilityMap::Learn(Map(row), place_, bit);
  for (const uint32_t slot : slots_) state_.counters[slot].Update(bit);
}

}  // namespace spk
