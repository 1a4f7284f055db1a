// Analysis by synthesis: the encoder's events, corrected by what the decoder makes of them.
#pragma once

#include <torch/torch.h>

#include <functional>

#include "model/autoencoder_network.h"

namespace spk {

// What bits cost in a search: lambda, in the units of a step's mean squared error, times the bits
// of every event there is. bits: [B, N, T] in {0, 1} -> [B, N, T], those of an event in each cell.
struct EventPrice {
  double lambda = 0;  // 0 = events cost nothing, and `bits` is not asked
  std::function<torch::Tensor(const torch::Tensor& events)> bits = {};
};

// Searches, from the encoder's events on, for events whose coarse decode is nearer to `audio`, at
// `price`: for those of the least D + lambda R. The gradient of that by each event, summed over the
// states tried, says which events to flip, those of the smallest |pre-activation| first; the next
// decode says what came of it, and each step of time keeps the better of its two states. audio: [B,
// hop T] as given to the encoder, pre_activations: [B, N, T] -> [B, N, T] in {0, 1}; mu as given to
// the encoder. One iteration is a decode with its gradient; 0 iterations give the encoder's own
// events. Moves no parameter and leaves no gradient.
torch::Tensor RefineEvents(AutoencoderNetwork network, const torch::Tensor& audio,
                           const torch::Tensor& pre_activations, int64_t iterations,
                           const torch::Tensor& mu = {}, const EventPrice& price = {});

}  // namespace spk
