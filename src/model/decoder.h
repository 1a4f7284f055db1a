// What follows the decoder's context: three ways from features to audio.
#pragma once

#include <torch/torch.h>

#include <memory>

#include "model/config.h"
#include "model/generator/residual_generator.h"
#include "model/mdct.h"
#include "model/norm.h"
#include "model/seanet.h"
#include "model/unet.h"

namespace spk {

// features: [B, F, T]; audio, noise: [B, hop T].
class Decoder : public torch::nn::Module {
 public:
  // The conditional mean E[audio | features], or the network's estimate of it.
  virtual torch::Tensor Coarse(const torch::Tensor& features) = 0;
};

// One with a diffusion to train and to sample.
class DiffusionDecoder : public Decoder {
 public:
  virtual DiffusionLosses DiffusionLoss(const torch::Tensor& features, const torch::Tensor& audio,
                                        const Generator& generator) = 0;

  // A sample in `sampling_steps` >= 1 evaluations. noise: white, N(0, 1).
  virtual torch::Tensor Sample(const torch::Tensor& features, int64_t sampling_steps,
                               const torch::Tensor& noise) = 0;

  // Nothing is sampled any more.
  virtual void DropGenerator() {}
};

// The paper's: diffusion of the waveform, everything trained together. Coarse is one step from
// noise of seed 0, since the best velocity at pure noise is minus the conditional mean.
class WaveformDecoder : public DiffusionDecoder {
 public:
  WaveformDecoder(const WaveformConfig& config, int64_t hop, int64_t features);
  torch::Tensor Coarse(const torch::Tensor& features) override;
  DiffusionLosses DiffusionLoss(const torch::Tensor& features, const torch::Tensor& audio,
                                const Generator& generator) override;
  torch::Tensor Sample(const torch::Tensor& features, int64_t sampling_steps,
                       const torch::Tensor& noise) override;

 private:
  // start: what the diffusion begins with, [B, hop T].
  torch::Tensor SampleFrom(const torch::Tensor& features, int64_t sampling_steps,
                           const torch::Tensor& start);

  int64_t hop_;
  double pure_noise_;
  double temperature_;
  Unet unet_;
};

// The compact one. Stage 1 estimates MDCT coefficients by regression; stage 2 is the generator,
// which belongs to the model and sends no gradient to stage 1.
class MdctDecoder : public DiffusionDecoder {
 public:
  MdctDecoder(const MdctConfig& config, int64_t hop, int64_t features, ResidualGenerator generator);
  torch::Tensor Coarse(const torch::Tensor& features) override;
  DiffusionLosses DiffusionLoss(const torch::Tensor& features, const torch::Tensor& audio,
                                const Generator& generator) override;
  torch::Tensor Sample(const torch::Tensor& features, int64_t sampling_steps,
                       const torch::Tensor& noise) override;
  void DropGenerator() override { generator_ = nullptr; }

 private:
  int64_t hop_;
  double temperature_;
  Mdct mdct_;
  torch::nn::Sequential coarse_;
  ResidualGenerator generator_;
};

// The paper's other decoder: SEANet backwards, plain regression.
class SeanetRegression : public Decoder {
 public:
  SeanetRegression(const SeanetConfig& config, int64_t features);
  torch::Tensor Coarse(const torch::Tensor& features) override;

 private:
  SeanetDecoder net_;
};

// generator: of the MDCT decoder.
std::shared_ptr<Decoder> MakeDecoder(const AutoencoderConfig& config, int64_t features,
                                     const ResidualGenerator& generator);

}  // namespace spk
