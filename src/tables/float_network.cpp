#include "tables/float_network.h"

#include <algorithm>
#include <cmath>

#include "bitstream/adaptive/flat_coder.h"

// ThreadSanitizer would look into what chooses between the clones, which runs before it does.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__gnu_linux__) && \
    !defined(__SANITIZE_THREAD__)
#define SPK_FOR_EVERY_PROCESSOR __attribute__((target_clones("arch=haswell", "default")))
#else
#define SPK_FOR_EVERY_PROCESSOR
#endif

namespace spk {
namespace {

constexpr float kMostActive = 255.0F / 64;  // of a neuron, as in the integers

SPK_FOR_EVERY_PROCESSOR
void AddScaled(float* to, const float* from, float scale, size_t size) {
  for (size_t i = 0; i < size; ++i) to[i] += scale * from[i];
}

SPK_FOR_EVERY_PROCESSOR
float Activate(const float* sums, const float* weights, float* active, size_t size) {
  float total = 0;
  for (size_t i = 0; i < size; ++i) {
    active[i] = std::min(std::max(sums[i], 0.0F), kMostActive);
    total += active[i] * weights[i];
  }
  return total;
}

// What an error of the output says of the hidden sums, and of its weights.
SPK_FOR_EVERY_PROCESSOR
void BackThrough(const float* active, const float* weights, float error, float* weight_gradient,
                 float* sum_errors, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    weight_gradient[i] += error * active[i];
    const float open = active[i] > 0.0F && active[i] < kMostActive ? error : 0.0F;
    sum_errors[i] += open * weights[i];
  }
}

}  // namespace

NetworkWeights::NetworkWeights(const TableShape& shape)
    : width_(static_cast<size_t>(shape.width())),
      hidden_(static_cast<size_t>(shape.hidden)),
      outputs_at_(static_cast<size_t>(shape.rows()) * width_),
      bias_at_(outputs_at_ + static_cast<size_t>(shape.units) * hidden_),
      values_(bias_at_ + width_) {}

FloatNetwork::FloatNetwork(const TableShape& shape, std::span<const double> rates,
                           std::mt19937& random)
    : shape_(shape),
      weights_(shape),
      sums_(static_cast<size_t>(shape.width())),
      active_(static_cast<size_t>(shape.units) * static_cast<size_t>(shape.hidden)),
      errors_(static_cast<size_t>(shape.width())) {
  double seen = 1;  // events that the network sees at a time
  for (const double rate : rates) seen += shape.lags * rate;
  const auto hidden = static_cast<size_t>(shape.hidden);
  std::normal_distribution<float> row(0, static_cast<float>(1 / std::sqrt(seen)));
  std::normal_distribution<float> output(0, 0.5F / std::sqrt(1.0F + static_cast<float>(hidden)));
  for (int i = 0; i < shape.rows(); ++i) {
    for (float& weight : weights_.Row(i).first(hidden)) weight = row(random);
  }
  for (int unit = 0; unit < shape.units; ++unit) {
    for (float& weight : weights_.Output(unit)) weight = output(random);
    const double rate = std::clamp(rates[static_cast<size_t>(unit)], 1e-4, 1 - 1e-4);
    weights_.bias()[hidden + static_cast<size_t>(unit)] =
        static_cast<float>(std::log(rate / (1 - rate)));
  }
}

void FloatNetwork::FindRows(const EventMatrix& events, int step, int density) {
  rows_ = {shape_.DensityRow(density)};
  for (int lag = 1; lag <= shape_.lags; ++lag) {
    if (lag > step) {
      rows_.push_back(shape_.MissingRow(lag));
      continue;
    }
    events.ForEachEventOf(step - lag, [&](int unit) { rows_.push_back(shape_.LagRow(lag, unit)); });
  }
}

double FloatNetwork::Forward(const EventMatrix& events, int step) {
  const auto width = static_cast<size_t>(shape_.width());
  const auto hidden = static_cast<size_t>(shape_.hidden);
  std::copy(weights_.bias().begin(), weights_.bias().end(), sums_.begin());
  for (const int row : rows_) AddScaled(sums_.data(), weights_.Row(row).data(), 1, width);
  double nats = 0;
  for (int unit = 0; unit < shape_.units; ++unit) {
    const auto u = static_cast<size_t>(unit);
    float* active = active_.data() + u * hidden;
    const float logit =
        sums_[hidden + u] + Activate(sums_.data(), weights_.Output(unit).data(), active, hidden);
    const bool event = events.At(unit, step);
    const float p = 1 / (1 + std::exp(-logit));
    errors_[hidden + u] = p - (event ? 1.0F : 0.0F);
    nats -= std::log(std::max(event ? p : 1 - p, 1e-6F));
    if (event) AddScaled(sums_.data(), weights_.Row(shape_.StepRow(unit)).data(), 1, width);
  }
  return nats / std::log(2.0);
}

void FloatNetwork::Backward(const EventMatrix& events, int step, NetworkWeights& gradient) {
  const auto width = static_cast<size_t>(shape_.width());
  const auto hidden = static_cast<size_t>(shape_.hidden);
  std::fill_n(errors_.begin(), hidden, 0.0F);
  for (int unit = shape_.units - 1; unit >= 0; --unit) {
    const auto u = static_cast<size_t>(unit);
    if (events.At(unit, step)) {  // what it did to the units after it
      float* row = gradient.Row(shape_.StepRow(unit)).data();
      AddScaled(row, errors_.data(), 1, hidden);
      AddScaled(row + hidden + u + 1, errors_.data() + hidden + u + 1, 1, width - hidden - u - 1);
    }
    BackThrough(active_.data() + u * hidden, weights_.Output(unit).data(), errors_[hidden + u],
                gradient.Output(unit).data(), errors_.data(), hidden);
  }
  for (const int row : rows_) AddScaled(gradient.Row(row).data(), errors_.data(), 1, width);
  AddScaled(gradient.bias().data(), errors_.data(), 1, width);
}

double FloatNetwork::AddGradient(const EventMatrix& events, int first, int last,
                                 NetworkWeights& gradient) {
  const int density = DensityClass(events.CountEvents(), events.size());
  double bits = 0;
  for (int step = first; step < last; ++step) {
    FindRows(events, step, density);
    bits += Forward(events, step);
    Backward(events, step, gradient);
  }
  return bits;
}

double FloatNetwork::Cost(const EventMatrix& events) {
  const int density = DensityClass(events.CountEvents(), events.size());
  double bits = 0;
  for (int step = 0; step < events.steps(); ++step) {
    FindRows(events, step, density);
    bits += Forward(events, step);
  }
  return bits;
}

}  // namespace spk
