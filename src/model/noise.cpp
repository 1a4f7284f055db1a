#include "model/noise.h"

#include <cmath>
#include <numbers>

namespace spk {
namespace {

uint32_t High(uint64_t value) { return static_cast<uint32_t>(value >> 32U); }
uint32_t Low(uint64_t value) { return static_cast<uint32_t>(value); }

// In (0, 1): never 0, whose logarithm is infinite.
double Uniform(uint32_t bits) { return (bits + 0.5) * 0x1p-32; }

std::array<float, 4> GaussianBlock(uint64_t seed, uint64_t block) {
  const auto bits = Philox({Low(block), High(block), 0, 0}, {Low(seed), High(seed)});
  std::array<float, 4> values{};
  for (size_t i = 0; i < 4; i += 2) {
    const double radius = std::sqrt(-2 * std::log(Uniform(bits[i])));
    const double angle = 2 * std::numbers::pi * Uniform(bits[i + 1]);
    values[i] = static_cast<float>(radius * std::cos(angle));
    values[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
  return values;
}

}  // namespace

std::array<uint32_t, 4> Philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const uint64_t first = uint64_t{0xD2511F53} * counter[0];
    const uint64_t second = uint64_t{0xCD9E8D57} * counter[2];
    counter = {High(second) ^ counter[1] ^ key[0], Low(second), High(first) ^ counter[3] ^ key[1],
               Low(first)};
    key[0] += 0x9E3779B9;  // golden ratio
    key[1] += 0xBB67AE85;  // sqrt(3) - 1
  }
  return counter;
}

void FillGaussian(uint64_t seed, int64_t position, std::span<float> values) {
  std::array<float, 4> block{};
  for (size_t i = 0; i < values.size(); ++i) {
    const uint64_t place = static_cast<uint64_t>(position) + i;
    if (i == 0 || place % 4 == 0) {
      block = GaussianBlock(seed, place / 4);
    }
    values[i] = block[place % 4];
  }
}

}  // namespace spk
