#include "training/augment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "audio/mp3_round_trip.h"

namespace spk {
namespace {

constexpr int kTaps = 32;
constexpr int kPhases = 512;
using std::numbers::pi;

// kPhases + 1 fractional delays of a sinc under a Hann window, cut off a little under the Nyquist
// frequency so that a faster pace folds nothing audible.
const std::vector<std::array<float, kTaps>>& SincTable() {
  static const auto sinc_table = [] {
    constexpr double kCutoff = 0.95;
    std::vector<std::array<float, kTaps>> table(kPhases + 1);
    for (int phase = 0; phase <= kPhases; ++phase) {
      for (int tap = 0; tap < kTaps; ++tap) {
        constexpr int kCentre = kTaps / 2 - 1;
        const double t = tap - kCentre - static_cast<double>(phase) / kPhases;
        const double sinc = t == 0 ? kCutoff : std::sin(pi * kCutoff * t) / (pi * t);
        const double hann = 0.5 + 0.5 * std::cos(2 * pi * t / kTaps);
        table[static_cast<size_t>(phase)][static_cast<size_t>(tap)] =
            static_cast<float>(sinc * hann);
      }
    }
    return table;
  }();
  return sinc_table;
}

// Second-order sections of Bristow-Johnson's "Cookbook formulae for audio equalizer biquads".
struct Biquad {
  double b0, b1, b2, a1, a2;
};

Biquad Peak(double hertz, double q, double db, double sample_rate) {
  const double w = 2 * pi * hertz / sample_rate;
  const double alpha = std::sin(w) / (2 * q);
  const double a = std::pow(10, db / 40);
  const double scale = 1 / (1 + alpha / a);
  return {(1 + alpha * a) * scale, -2 * std::cos(w) * scale, (1 - alpha * a) * scale,
          -2 * std::cos(w) * scale, (1 - alpha / a) * scale};
}

Biquad LowPass(double hertz, double sample_rate) {
  const double w = 2 * pi * hertz / sample_rate;
  const double alpha = std::sin(w) / std::numbers::sqrt2;
  const double scale = 1 / (1 + alpha);
  const double b = (1 - std::cos(w)) / 2 * scale;
  return {b, 2 * b, b, -2 * std::cos(w) * scale, (1 - alpha) * scale};
}

void Filter(const Biquad& f, std::span<float> x) {
  double s1 = 0;
  double s2 = 0;
  for (float& sample : x) {
    const double in = sample;
    const double out = f.b0 * in + s1;
    s1 = f.b1 * in - f.a1 * out + s2;
    s2 = f.b2 * in - f.a2 * out;
    sample = static_cast<float>(out);
  }
}

double Rms(std::span<const float> x) {
  double energy = 0;
  for (const float sample : x) energy += static_cast<double>(sample) * sample;
  return std::sqrt(energy / static_cast<double>(x.size()));
}

double Amplitude(double db) { return std::pow(10, db / 20); }

}  // namespace

size_t SourceLength(size_t output_samples, double speed) {
  return static_cast<size_t>(std::ceil(static_cast<double>(output_samples) * speed)) + kTaps;
}

void ChangeSpeed(std::span<const float> source, double speed, std::span<float> output) {
  const auto& table = SincTable();
  for (size_t i = 0; i < output.size(); ++i) {
    const double position = static_cast<double>(i) * speed;
    const auto whole = static_cast<size_t>(position);
    const auto phase =
        static_cast<size_t>(std::lround((position - static_cast<double>(whole)) * kPhases));
    const auto& taps = table[phase];
    float sum = 0;
    for (size_t tap = 0; tap < kTaps; ++tap) sum += taps[tap] * source[whole + tap];
    output[i] = sum;
  }
}

void Augment(const Augmentation& config, double sample_rate, Random* random,
             std::span<float> window) {
  const double level = Rms(window);
  if (random->Chance(config.equaliser_probability)) {
    for (const auto& [low, high] : {std::pair(60.0, 400.0), {400.0, 2500.0}, {2500.0, 9000.0}}) {
      const double db = random->Uniform(-config.equaliser_db, config.equaliser_db);
      const double hertz = random->LogUniform(low, high);
      Filter(Peak(hertz, random->LogUniform(0.3, 1.5), db, sample_rate), window);
    }
  }
  if (random->Chance(config.band_limit_probability)) {
    const double hertz = random->LogUniform(3000, 9000);
    for (int i = 0; i < 3; ++i) Filter(LowPass(hertz, sample_rate), window);
  }
  if (random->Chance(config.codec_probability)) {
    const double kbps = random->LogUniform(config.codec_low_kbps, config.codec_high_kbps);
    const auto coded = Mp3RoundTrip(static_cast<int>(sample_rate), static_cast<int>(kbps), window);
    if (!coded) throw std::runtime_error(coded.error().message);
  }
  double scale = 0;
  if (const double filtered = Rms(window); filtered > 0) {
    const double sign = random->Chance(0.5) ? 1 : -1;
    scale = sign * Amplitude(random->Uniform(-config.gain_db, config.gain_db)) * level / filtered;
  }
  double noise = 0;
  double colour = 0;
  if (random->Chance(config.noise_probability)) {
    noise = level * Amplitude(random->Uniform(config.noise_low_db, config.noise_high_db));
    colour = random->Uniform(0, 0.9);               // pole of a low-pass: hiss to rumble
    noise *= std::sqrt(3 * (1 - colour * colour));  // a uniform variate has variance 1/3
  }
  double hiss = 0;
  for (float& sample : window) {
    if (noise > 0) hiss = colour * hiss + noise * random->Uniform(-1, 1);
    sample = static_cast<float>(scale * sample + hiss);
  }
}

}  // namespace spk
