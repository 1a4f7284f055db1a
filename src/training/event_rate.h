#pragma once

#include <torch/torch.h>

namespace spk {

// How often units fire and what that costs, means over windows.
struct EventRate {
  double density = 0;  // share of events
  double events_per_second = 0;
  double entropy_kbps = 0;  // of the units' rates of firing
  double packed_kbps = 0;   // of the smallest packing of each window, without headers
};

// events: [B, N, T] in {0, 1}, T as long as a segment or shorter.
EventRate MeasureEvents(const torch::Tensor& events, double steps_per_second);

}  // namespace spk
