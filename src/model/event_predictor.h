// What events cost an adaptive coder, as training can minimise it.
#pragma once

#include <torch/torch.h>

namespace spk {

// Its name in a model.
inline constexpr const char* kEventPredictor = "event_predictor";

// A network that foresees each event from what a decoder has at that point: the eight steps before
// and the units before it in the same step. The coder's own (bitstream/adaptive/flat_network.h) is
// such a one in integers. It is trained along with what it judges.
class EventPredictorImpl : public torch::nn::Module {
 public:
  // neurons: hidden ones, beside weights that lead from events to each unit directly.
  EventPredictorImpl(int64_t units, int64_t neurons);

  // Bits of each cell, with the gradient of each event as what is foreseen and as what others are
  // foreseen from. [B, N, T] in {0, 1} -> [B, N, T].
  torch::Tensor forward(const torch::Tensor& events);

 private:
  torch::nn::Conv1d before_;     // from the steps before, to the units and to the neurons
  torch::nn::Conv1d neurons_;    // from the neurons to the units
  torch::Tensor earlier_units_;  // [N, N], of which what is under the diagonal is used
};
TORCH_MODULE(EventPredictor);

}  // namespace spk
