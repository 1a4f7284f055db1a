#include "audio/loudness.h"

#include <algorithm>
#include <cmath>

namespace spk {
namespace {

constexpr int64_t kHalfBlock = kLoudnessBlock / 2;

int8_t Point(double mean_square) {
  if (!(mean_square > 0)) return kQuietestPoint;
  const double point = std::round(10 * std::log10(mean_square) / kLoudnessPointDb);
  return static_cast<int8_t>(std::clamp<double>(point, kQuietestPoint, INT8_MAX));
}

}  // namespace

void LoudnessMeter::Add(std::span<const float> samples) {
  while (!samples.empty()) {
    const int64_t filled = samples_ % kHalfBlock;
    if (filled == 0) energies_.push_back(0);
    const auto count = std::min<size_t>(samples.size(), static_cast<size_t>(kHalfBlock - filled));
    for (const float x : samples.first(count)) energies_.back() += static_cast<double>(x) * x;
    samples_ += static_cast<int64_t>(count);
    samples = samples.subspan(count);
  }
}

std::vector<int8_t> LoudnessMeter::Points() const {
  const auto half_blocks = static_cast<int64_t>(energies_.size());
  std::vector<int8_t> points;
  for (int64_t middle = 1; middle <= half_blocks + (half_blocks % 2); middle += 2) {
    const int64_t first = std::max<int64_t>(0, middle - 2);
    const int64_t last = std::min(half_blocks, middle + 2);
    double energy = 0;
    for (int64_t i = first; i < last; ++i) energy += energies_[static_cast<size_t>(i)];
    const int64_t count = std::min(samples_, last * kHalfBlock) - first * kHalfBlock;
    points.push_back(Point(energy / static_cast<double>(count)));
  }
  if (points.empty()) return points;
  const int floor = *std::max_element(points.begin(), points.end()) - kLoudnessRange;
  for (int8_t& point : points) point = static_cast<int8_t>(std::max<int>(point, floor));
  return points;
}

void LoudnessEnvelope(std::span<const int8_t> points, int64_t first, std::span<float> gain) {
  if (points.empty()) {
    std::fill(gain.begin(), gain.end(), 1.0F);
    return;
  }
  const auto clamped = [&](int64_t index) {
    return points[static_cast<size_t>(
        std::clamp<int64_t>(index, 0, static_cast<int64_t>(points.size()) - 1))];
  };
  // In powers of two a point, and every sample by itself: neighbouring windows agree to the bit.
  const double octaves_per_point = kLoudnessPointDb / 20 * std::log2(10.0);
  size_t done = 0;
  while (done < gain.size()) {
    const int64_t from_middle = first + static_cast<int64_t>(done) - kHalfBlock;
    const int64_t left =
        from_middle >= 0 ? from_middle / kLoudnessBlock : (from_middle + 1) / kLoudnessBlock - 1;
    const int64_t offset = from_middle - left * kLoudnessBlock;
    const double start = octaves_per_point * clamped(left);
    const double slope = octaves_per_point * (clamped(left + 1) - clamped(left)) / kLoudnessBlock;
    const size_t end = std::min(gain.size(), done + static_cast<size_t>(kLoudnessBlock - offset));
    for (auto t = static_cast<double>(offset); done < end; ++done, ++t) {
      gain[done] = std::exp2(static_cast<float>(start + slope * t));
    }
  }
}

}  // namespace spk
