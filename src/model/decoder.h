// What follows the decoder's context: three ways from features to audio.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "model/config.h"
#include "model/diffusion.h"
#include "model/mdct.h"
#include "model/norm.h"
#include "model/seanet.h"
#include "model/unet.h"

namespace spk {

// Means over the batch. Their sum is what diffusion training minimises.
struct DiffusionLosses {
  torch::Tensor velocity;  // mean squared error of v
  torch::Tensor scale;     // negative log-likelihood of the residual's scale, or zero
};

// features: [B, F, T]; audio, noise: [B, hop T].
class Decoder : public torch::nn::Module {
 public:
  // The conditional mean E[audio | features], or the network's estimate of it.
  virtual torch::Tensor Coarse(const torch::Tensor& features) = 0;

  virtual DiffusionLosses DiffusionLoss(const torch::Tensor& features, const torch::Tensor& audio,
                                        const Generator& generator) = 0;

  // A sample in `steps` evaluations; 0 steps is Coarse. noise: white, N(0, 1).
  virtual torch::Tensor Decode(const torch::Tensor& features, int64_t steps,
                               const torch::Tensor& noise, SamplerOrder order) = 0;

  // What DiffusionLoss trains by itself, apart from what Coarse needs; empty when all is one.
  virtual std::vector<torch::Tensor> ResidualParameters() { return {}; }
};

// The paper's: diffusion of the waveform, everything trained together. Coarse is one step from
// noise of seed 0, since the best velocity at pure noise is minus the conditional mean.
class WaveformDecoder : public Decoder {
 public:
  WaveformDecoder(const CodecConfig& config, int64_t features);
  torch::Tensor Coarse(const torch::Tensor& features) override;
  DiffusionLosses DiffusionLoss(const torch::Tensor& features, const torch::Tensor& audio,
                                const Generator& generator) override;
  torch::Tensor Decode(const torch::Tensor& features, int64_t steps, const torch::Tensor& noise,
                       SamplerOrder order) override;

 private:
  int64_t hop_;
  double pure_noise_;
  Unet unet_;
};

// The compact one. Stage 1 estimates MDCT coefficients X^ by regression. Stage 2 is diffusion of
// the whitened residual R = (X - X^) / w, w a scale for each bin and step that a small network
// reads from the features, so that R has unit variance everywhere. Stage 2 sends no gradient to
// stage 1.
class MdctDecoder : public Decoder {
 public:
  MdctDecoder(const CodecConfig& config, int64_t features);
  torch::Tensor Coarse(const torch::Tensor& features) override;
  DiffusionLosses DiffusionLoss(const torch::Tensor& features, const torch::Tensor& audio,
                                const Generator& generator) override;
  torch::Tensor Decode(const torch::Tensor& features, int64_t steps, const torch::Tensor& noise,
                       SamplerOrder order) override;
  std::vector<torch::Tensor> ResidualParameters() override;

 private:
  torch::Tensor LogScale(const torch::Tensor& features);  // [B, hop, T]
  torch::Tensor Context(const torch::Tensor& features, const torch::Tensor& coarse,
                        const torch::Tensor& log_scale);

  int64_t hop_;
  double pure_noise_;
  Mdct mdct_;
  torch::nn::Sequential coarse_;
  StepNorm residual_norm_;
  torch::nn::Sequential scale_;
  Unet unet_;
};

// The paper's other decoder: SEANet backwards, plain regression.
class SeanetRegression : public Decoder {
 public:
  SeanetRegression(const CodecConfig& config, int64_t features);
  torch::Tensor Coarse(const torch::Tensor& features) override;
  DiffusionLosses DiffusionLoss(const torch::Tensor& features, const torch::Tensor& audio,
                                const Generator& generator) override;
  torch::Tensor Decode(const torch::Tensor& features, int64_t steps, const torch::Tensor& noise,
                       SamplerOrder order) override;

 private:
  SeanetDecoder net_;
};

std::shared_ptr<Decoder> MakeDecoder(const CodecConfig& config, int64_t features);

}  // namespace spk
