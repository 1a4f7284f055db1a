// A model without events that is a formula.
#pragma once

#include <algorithm>
#include <memory>

#include "codec/baseline.h"

namespace spk {

// A sample is the mean of those at its place in 2 * reach + 1 steps, silence outside; sampling adds
// what the seed and the place alone decide.
class StubBaseline : public Baseline {
 public:
  explicit StubBaseline(const BaselineFacts& facts) : facts_(facts) {}

  const BaselineFacts& facts() const override { return facts_; }

  Result<std::vector<float>> Reconstruct(std::span<const float> audio, const Sampling& sampling,
                                         int64_t position) const override {
    const int64_t hop = facts_.geometry.hop;
    std::vector<float> decoded;
    for (int64_t i = 0; i < std::ssize(audio); ++i) {
      double sum = 0;
      for (int64_t step = -facts_.reach; step <= facts_.reach; ++step) {
        const int64_t place = i + step * hop;
        if (place >= 0 && place < std::ssize(audio)) sum += audio[static_cast<size_t>(place)];
      }
      if (sampling.steps > 0) {
        const int64_t mixed = (position + i) * 7 + static_cast<int64_t>(sampling.seed);
        sum += static_cast<double>(mixed % 13) / 13;
      }
      decoded.push_back(static_cast<float>(sum / (2 * facts_.reach + 1)));
    }
    return decoded;
  }

 private:
  BaselineFacts facts_;
};

inline std::unique_ptr<Baseline> MakeStubBaseline(const BaselineFacts& facts) {
  return std::make_unique<StubBaseline>(facts);
}

}  // namespace spk
