#include "tables/learn_network.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bitstream/little_endian.h"
#include "tables/float_network.h"

namespace spk {
namespace {

constexpr float kUnit = 64;  // integers of a weight of 1
constexpr float kMostWeight = 127 / kUnit;

std::vector<double> RatesOf(const std::vector<EventMatrix>& segments) {
  std::vector<double> rates(static_cast<size_t>(segments.front().units()));
  double steps = 0;
  for (const EventMatrix& events : segments) {
    events.ForEachEvent([&](int unit, int) { ++rates[static_cast<size_t>(unit)]; });
    steps += events.steps();
  }
  for (double& rate : rates) rate /= steps;
  return rates;
}

// Adam (Kingma & Ba 2015); weights that a byte holds stay in its range.
class Adam {
 public:
  explicit Adam(size_t size) : mean_(size), square_(size) {}

  // Also clears the gradient.
  void Step(NetworkWeights& weights, NetworkWeights& gradient, float rate) {
    constexpr float kMean = 0.9F;
    constexpr float kSquare = 0.999F;
    constexpr float kLeast = 1e-8F;
    mean_left_ *= kMean;
    square_left_ *= kSquare;
    const float step = rate / (1 - mean_left_);
    const float scale = 1 / (1 - square_left_);
    float* w = weights.all().data();
    float* g = gradient.all().data();
    for (size_t i = 0; i < mean_.size(); ++i) {
      mean_[i] += (1 - kMean) * (g[i] - mean_[i]);
      square_[i] += (1 - kSquare) * (g[i] * g[i] - square_[i]);
      w[i] -= step * mean_[i] / (std::sqrt(square_[i] * scale) + kLeast);
      g[i] = 0;
    }
    for (float& weight : weights.bytes()) weight = std::clamp(weight, -kMostWeight, kMostWeight);
  }

 private:
  std::vector<float> mean_, square_;
  float mean_left_ = 1;
  float square_left_ = 1;
};

// Rises for a twentieth of the time, then falls as a cosine.
float RateAt(double done, double highest) {
  constexpr double kRise = 0.05;
  constexpr double kLast = 0.02;
  if (done < kRise) return static_cast<float>(highest * done / kRise);
  const double fall = (done - kRise) / (1 - kRise);
  return static_cast<float>(highest *
                            (kLast + (1 - kLast) * 0.5 * (1 + std::cos(std::numbers::pi * fall))));
}

// Some steps of a segment: short ones, as neighbours say much the same.
struct Part {
  const EventMatrix* events;
  int first, last;
};

std::vector<Part> Parts(const std::vector<EventMatrix>& segments) {
  constexpr int kSteps = 16;
  std::vector<Part> parts;
  for (const EventMatrix& events : segments) {
    for (int first = 0; first < events.steps(); first += kSteps) {
      parts.push_back({&events, first, std::min(first + kSteps, events.steps())});
    }
  }
  return parts;
}

void Round(std::span<const float> from, std::span<int8_t> to) {
  std::transform(from.begin(), from.end(), to.begin(), [](float weight) {
    return static_cast<int8_t>(std::clamp(std::lround(weight * kUnit), -127L, 127L));
  });
}

void Store(FloatNetwork& network, EditableTables& tables) {
  NetworkWeights& weights = network.weights();
  const size_t row_values = tables.rows.size();
  Round(weights.all().first(row_values), tables.rows);
  Round(weights.all().subspan(row_values, tables.outputs.size()), tables.outputs);
  const auto bias = weights.bias();
  for (size_t i = 0; i < bias.size(); ++i) {
    const auto value = std::clamp(std::lround(bias[i] * kUnit), -32767L, 32767L);
    StoreLittleEndian(static_cast<uint16_t>(value), tables.bias.subspan(2 * i));
  }
}

}  // namespace

void LearnNetwork(const std::vector<EventMatrix>& segments, const LearnOptions& options,
                  const LearnProgress& progress, EditableTables& tables) {
  std::mt19937 random(options.seed);
  FloatNetwork network(tables.shape, RatesOf(segments), random);
  NetworkWeights gradient(tables.shape);
  Adam adam(gradient.all().size());
  std::vector<Part> parts = Parts(segments);
  const size_t all = parts.size() * static_cast<size_t>(options.passes);
  double bits = 0;
  double steps = 0;
  for (size_t i = 0; i < all; ++i) {
    if (i % parts.size() == 0) std::shuffle(parts.begin(), parts.end(), random);
    const auto& [events, first, last] = parts[i % parts.size()];
    bits += network.AddGradient(*events, first, last, gradient);
    steps += last - first;
    const double done = static_cast<double>(i + 1) / static_cast<double>(all);
    if ((i + 1) % static_cast<size_t>(options.batch) == 0) {
      adam.Step(network.weights(), gradient, RateAt(done, options.rate));
    }
    if ((i + 1) * 100 / all != i * 100 / all) {
      progress(done, bits / (steps * tables.shape.units));
      bits = steps = 0;
    }
  }
  Store(network, tables);
}

}  // namespace spk
