// What an attack's coefficients smear into the time before it is taken back: by a temporal envelope
// on the decode, which is told for the strong attacks alone.
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace spk {

// A cell that carries a level of noise (NoiseFill) tells of the attack of its step, too: in bin 0
// where in the step it begins, in bin 1 by how much the time before it is made fainter. Both are
// counted in NoiseFill::kCount, 0 is none; a step has one attack at most.
class PreEcho {
 public:
  static constexpr int64_t kPositions = 16;  // of a step
  static constexpr int64_t kBins = 2;        // that tell of attacks
  static constexpr int64_t kReach = 2;       // steps before an attack that it is heard in

  explicit PreEcho(int64_t hop);

  // Adds the attacks of steps first … first + count - 1 to `told` [K, count]. original, decode:
  // [hop T], the latter without any envelope.
  void Measure(const torch::Tensor& original, const torch::Tensor& decode, torch::Tensor told,
               int64_t first) const;

  // What the decode is multiplied by: levels [K, T] -> [hop T], at most 1.
  torch::Tensor Envelope(const torch::Tensor& levels) const;

 private:
  int64_t hop_;
  torch::Tensor shape_;  // [kReach hop], how much of the decibels each sample before an attack has
};

}  // namespace spk
