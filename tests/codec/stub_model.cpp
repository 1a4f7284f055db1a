#include "tests/codec/stub_model.h"

#include <algorithm>

#include "tests/codec/test_codec.h"

namespace spk {
namespace {

class StubModel : public Model {
 public:
  explicit StubModel(const ModelFacts& facts) : facts_(facts) {}

  const ModelFacts& facts() const override { return facts_; }

  Result<EventMatrix> Encode(std::span<const float> audio, int first, int count,
                             const EncoderSettings& settings,
                             const EventCost& /*cost*/) const override {
    const auto [rate, units, steps, hop, spacing] = facts_.geometry;
    const int reach = facts_.encoder_reach;
    const auto there = static_cast<int>(std::ssize(audio)) / hop;
    EventMatrix events(units, count);
    for (int step = 0; step < count; ++step) {
      for (int unit = 0; unit < units; ++unit) {
        double sum = 0;
        for (int i = first + step - reach; i <= first + step + reach; ++i) {
          if (i < 0 || i >= there) continue;
          sum += audio[static_cast<size_t>(i * hop + unit * hop / units)];
        }
        if (sum > 0.05 * settings.mu) events.Set(unit, step);
      }
    }
    return events;
  }

  Result<std::vector<float>> Decode(const EventMatrix& events, std::span<const uint8_t> mu,
                                    const Sampling& sampling, int64_t position) const override {
    const auto [rate, units, steps, hop, spacing] = facts_.geometry;
    const int reach = facts_.decoder_reach;
    std::vector<float> samples;
    for (int step = 0; step < events.steps(); ++step) {
      for (int i = 0; i < hop; ++i) {
        double sum = 0;
        for (int s = std::max(0, step - reach); s <= std::min(events.steps() - 1, step + reach);
             ++s) {
          const double level = 0.5 / (1 + mu[static_cast<size_t>(s)]);
          sum += events.At(i * units / hop, s) ? level : -level;
        }
        if (sampling.steps > 0) {
          sum += sampling.generate * Noise(sampling.seed, position + step * hop + i);
        }
        samples.push_back(static_cast<float>(sum / (2 * reach + 1)));
      }
    }
    return samples;
  }

 private:
  // SplitMix64, in ±0.5.
  static double Noise(uint64_t seed, int64_t position) {
    uint64_t x = seed * 0x9E3779B97F4A7C15U + static_cast<uint64_t>(position);
    x = (x ^ x >> 30U) * 0xBF58476D1CE4E5B9U;
    x = (x ^ x >> 27U) * 0x94D049BB133111EBU;
    return static_cast<double>(x >> 11U) * 0x1p-53 - 0.5;
  }

  ModelFacts facts_;
};

}  // namespace

std::unique_ptr<Model> MakeStubModel(const ModelFacts& facts) {
  return std::make_unique<StubModel>(facts);
}

Codec TestCodec() {
  return Codec(MakeStubModel({.geometry = {}, .encoder_reach = 16, .decoder_reach = 20}));
}

}  // namespace spk
