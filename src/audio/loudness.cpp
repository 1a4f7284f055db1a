#include "audio/loudness.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "spk/spk_file.h"

namespace spk {
namespace {

int ToPoint(double mean_square) {
  if (!(mean_square > 0)) return kQuietestPoint;
  const double point = std::round(10 * std::log10(mean_square) / kLoudnessStepDb);
  return static_cast<int>(std::clamp<double>(point, kQuietestPoint, INT8_MAX));
}

}  // namespace

void LoudnessMeter::Add(std::span<const float> samples) {
  const int64_t half_block = block_ / 2;
  while (!samples.empty()) {
    const int64_t filled = samples_ % half_block;
    if (filled == 0) energies_.push_back(0);
    const auto count = std::min<size_t>(samples.size(), static_cast<size_t>(half_block - filled));
    for (const float x : samples.first(count)) energies_.back() += static_cast<double>(x) * x;
    if (is_noise_) {
      half_.insert(half_.end(), samples.begin(), samples.begin() + static_cast<int64_t>(count));
    }
    samples_ += static_cast<int64_t>(count);
    samples = samples.subspan(count);
    if (std::ssize(half_) == half_block) EndHalf();
    if (samples_ >= (complete_points() + 1) * block_ + half_block) {
      complete_.push_back(Point(complete_points(), &loudest_));
    }
  }
}

void LoudnessMeter::EndHalf() {
  noise_.push_back(is_noise_(half_));
  half_.clear();
}

std::vector<int8_t> LoudnessMeter::Points(int64_t first, int64_t count) const {
  assert(first >= 0 && count >= 0 && first + count <= points());
  std::vector<int8_t> result(complete_.begin() + std::min(first, complete_points()),
                             complete_.begin() + std::min(first + count, complete_points()));
  // At most two points are started and not complete.
  int loudest = loudest_;
  for (int64_t point = complete_points(); point < first + count; ++point) {
    const int8_t value = Point(point, &loudest);
    if (point >= first) result.push_back(value);
  }
  return result;
}

LoudnessMeter::Around LoudnessMeter::HalvesAround(int64_t point) const {
  return {.first = std::max<int64_t>(0, 2 * point - 1),
          .last = std::min(static_cast<int64_t>(energies_.size()), 2 * point + 3)};
}

// The level around the middle of a block, from the half blocks there are, without the floor.
int LoudnessMeter::Level(int64_t point) const {
  const auto [first, last] = HalvesAround(point);
  double energy = 0;
  for (int64_t i = first; i < last; ++i) energy += energies_[static_cast<size_t>(i)];
  const int64_t count = std::min(samples_, last * block_ / 2) - first * block_ / 2;
  return ToPoint(energy / static_cast<double>(count));
}

// Of a half block that is not whole nobody knows.
bool LoudnessMeter::IsNoise(int64_t point) const {
  const auto [first, last] = HalvesAround(point);
  const auto begin = noise_.begin() + std::min(first, std::ssize(noise_));
  const auto end = noise_.begin() + std::min(last, std::ssize(noise_));
  return begin != end && std::find(begin, end, false) == end;
}

// Raises `loudest` to the level. The point is the level, or more where there is noise, but not less
// than the floor.
int8_t LoudnessMeter::Point(int64_t point, int* loudest) const {
  const int level = Level(point);
  *loudest = std::max(*loudest, level);
  const int raised = level + (IsNoise(point) ? kNoiseLift : 0);
  return static_cast<int8_t>(std::clamp(raised, *loudest - kLoudnessRange, int{INT8_MAX}));
}

void LoudnessEnvelope(std::span<const int8_t> points, int64_t first, std::span<float> gain,
                      int64_t block) {
  if (points.empty()) {
    std::fill(gain.begin(), gain.end(), 1.0F);
    return;
  }
  const auto clamped = [&](int64_t index) {
    return points[static_cast<size_t>(
        std::clamp<int64_t>(index, 0, static_cast<int64_t>(points.size()) - 1))];
  };
  // In powers of two a point, and every sample by itself: neighbouring windows agree to the bit.
  const double octaves_per_point = kLoudnessStepDb / 20 * std::log2(10.0);
  size_t done = 0;
  while (done < gain.size()) {
    const int64_t from_middle = first + static_cast<int64_t>(done) - block / 2;
    const int64_t left = from_middle >= 0 ? from_middle / block : (from_middle + 1) / block - 1;
    const int64_t offset = from_middle - left * block;
    const double start = octaves_per_point * clamped(left);
    const double slope =
        octaves_per_point * (clamped(left + 1) - clamped(left)) / static_cast<double>(block);
    const size_t end = std::min(gain.size(), done + static_cast<size_t>(block - offset));
    for (auto t = static_cast<double>(offset); done < end; ++done, ++t) {
      gain[done] = std::exp2(static_cast<float>(start + slope * t));
    }
  }
}

}  // namespace spk
