#pragma once

#include <torch/torch.h>

namespace spk {

// What a recipe asks of a decode beside the waveform.
struct DecodeWeights {
  bool log_error = false;          // the squared error's logarithm, window by window (LogErrorLoss)
  double stft_weight = 0;          // of the multi-resolution STFT loss beside the squared error
  double mel_weight = 0;           // of the log-mel distance, in nepers, likewise
  double octave_weight = 0;        // of OctaveLevelLoss, likewise
  double envelope_weight = 0;      // of EnvelopeErrorLoss, likewise
  double envelope_exponent = 0.3;  // of the local spectrum that its error is divided by
};

// estimate, audio: [B, L]; error: their mean squared difference.
torch::Tensor DecodeLoss(const DecodeWeights& weights, const torch::Tensor& estimate,
                         const torch::Tensor& audio, const torch::Tensor& error, int64_t rate);

}  // namespace spk
