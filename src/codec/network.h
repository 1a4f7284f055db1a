// The networks as the pipeline sees them: arrays in, arrays out, one thread a call.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/config.h"
#include "spk/error.h"
#include "spk/event_matrix.h"

namespace spk {

// How much of the diffusion decoder to use, and which of its noise fields.
struct Sampling {
  int64_t steps = 0;  // evaluations; 0 = the coarse decode
  uint64_t seed = 0;
};

// Calls may run side by side. Each computes on the thread it is called on and no other, so that
// its result does not depend on how many run; LibTorch's thread count of that thread becomes 1.
class Network {
 public:
  // Fails as FindDevice does, and with kInput or kModel, also when the model makes no events.
  static Result<Network> Load(const std::string& weights, const std::string& device);

  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  ~Network();

  const CodecConfig& config() const;
  int64_t default_steps() const;  // "sampling_steps" of the model's card, 0 if it has none
  std::span<const uint8_t> identity() const;  // SHA-256 of the weights file, 32 bytes

  // Events of steps first … first + count - 1 of `audio`: whole steps at the codec's rate, divided
  // by the loudness envelope. refinement: iterations of analysis by synthesis, none for a few steps
  // alone. Fails with kModel.
  Result<EventMatrix> Encode(std::span<const float> audio, int first, int count,
                             int refinement) const;

  // Audio of RMS about 1, hop samples a step. `position` says where in the noise field the first
  // sample lies. Fails with kModel.
  Result<std::vector<float>> Decode(const EventMatrix& events, const Sampling& sampling,
                                    int64_t position) const;

 private:
  struct State;
  explicit Network(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace spk
