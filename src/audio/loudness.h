// The loudness envelope g(t) of format.md: piano spans 60 dB, a network at unit variance does not,
// so the waveform is divided by g before the encoder and multiplied by it after the decoder.
//
// The samples are cut into blocks of about 1.5 s, as a model states them. A point stands in the
// middle of each block: the RMS of the two blocks' length around it (3 s), in steps of 1.5 dB of
// full scale, no more than 45 dB under the loudest point so far, itself included. So far, and not
// of the whole recording, because a pipe must give the points that a file gives. Where there is
// nothing but noise in all of it, as a model tells, a point is 33 dB more: in a recording's hiss
// before the first note there would otherwise be more to code than in its music. Between the points
// g runs straight in dB, before the first and after the last it is constant.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace spk {

// Samples a point, where none says else.
inline constexpr int64_t kLoudnessBlock = int64_t{64} * 512;
inline constexpr int kLoudnessRange = 30;   // points between the loudest and the floor: 45 dB
inline constexpr int kQuietestPoint = -80;  // -120 dB: the point of digital silence

inline constexpr int kNoiseLift = 22;  // points: 33 dB

// Whether there is nothing but noise in half a block.
using NoiseTest = std::function<bool(std::span<const float>)>;

// Measures a mono signal at the codec's rate, in pieces of any size.
class LoudnessMeter {
 public:
  // block: samples a point, even.
  explicit LoudnessMeter(int64_t block = kLoudnessBlock, NoiseTest is_noise = {})
      : block_(block), is_noise_(std::move(is_noise)) {}

  void Add(std::span<const float> samples);

  // Points there are: one a started block.
  int64_t points() const { return (samples_ + block_ - 1) / block_; }
  // The first of them, those that no further sample changes. Point j waits for the end of the half
  // block after its own block: sample (j + 1) * block + block / 2.
  int64_t complete_points() const { return static_cast<int64_t>(complete_.size()); }

  // Points first … first + count - 1, all less than points(), as if the signal ended here; in
  // constant time a point. Values in [kQuietestPoint, 127].
  std::vector<int8_t> Points(int64_t first, int64_t count) const;
  std::vector<int8_t> Points() const { return Points(0, points()); }

 private:
  // Half blocks first … last - 1 around the middle of a block.
  struct Around {
    int64_t first, last;
  };
  Around HalvesAround(int64_t point) const;
  int Level(int64_t point) const;
  bool IsNoise(int64_t point) const;
  int8_t Point(int64_t point, int* loudest) const;
  void EndHalf();

  int64_t block_;
  NoiseTest is_noise_;
  std::vector<float> half_;       // the samples of the half block that is not whole yet
  std::vector<bool> noise_;       // of whole half blocks, whether they are noise
  std::vector<double> energies_;  // of half blocks
  std::vector<int8_t> complete_;
  int loudest_ = kQuietestPoint;  // of complete_
  int64_t samples_ = 0;
};

// Writes g for the samples first, first + 1, …; sample 0 is the start of the block of points[0].
// `first` may be negative and the range may go past the last block. No points: g = 1. block:
// samples a point.
void LoudnessEnvelope(std::span<const int8_t> points, int64_t first, std::span<float> gain,
                      int64_t block = kLoudnessBlock);

}  // namespace spk
