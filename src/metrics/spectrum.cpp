#include "metrics/spectrum.h"

namespace spk {

torch::Tensor HannWindow(int64_t size, const torch::TensorOptions& options) {
  return torch::hann_window(size, options);
}

torch::Tensor UnitHannWindow(int64_t size, const torch::TensorOptions& options) {
  const torch::Tensor hann = HannWindow(size, options);
  return hann / hann.norm();
}

torch::Tensor FrameSpectra(const torch::Tensor& frames, const torch::Tensor& window,
                           c10::string_view norm) {
  return torch::fft_rfft(frames * window, {}, -1, norm);
}

torch::Tensor ShortTimeSpectra(const torch::Tensor& audio, const torch::Tensor& window, int64_t hop,
                               c10::string_view norm) {
  return FrameSpectra(audio.unfold(-1, window.size(0), hop), window, norm);
}

}  // namespace spk
