// The whole network of a configuration: audio to events and events to audio.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "model/config.h"
#include "model/context.h"
#include "model/decoder.h"
#include "model/event_predictor.h"
#include "model/heaviside.h"
#include "model/mel_encoder.h"
#include "model/rvq.h"
#include "model/seanet.h"

namespace spk {

struct Encoding {
  torch::Tensor latent;      // [B, N, T]: events in {0, 1}, or the vectors of a baseline
  torch::Tensor commitment;  // scalar of the RVQ baseline, zero otherwise
};

// Audio is mono at config().sample_rate, already divided by its loudness envelope (RMS about 1).
// T = ceil(L / hop) steps. mu: integer compression prompts, [B] or one a step, [B, T], given
// exactly to the models that have them.
class AutoencoderNetworkImpl : public torch::nn::Module {
 public:
  explicit AutoencoderNetworkImpl(const AutoencoderConfig& config);

  torch::Device device() const { return parameters().front().device(); }
  const AutoencoderConfig& config() const { return config_; }

  // [B, L] -> [B, units, T], what the Heaviside is given: how far from zero says how sure.
  torch::Tensor PreActivations(const torch::Tensor& audio, const torch::Tensor& mu = {});

  // [B, L] -> [B, units, T] in {0, 1}, as float, with the surrogate gradient.
  torch::Tensor Encode(const torch::Tensor& audio, const torch::Tensor& mu = {});

  // Encode, with what training adds for the RVQ baseline.
  Encoding EncodeForTraining(const torch::Tensor& audio, const torch::Tensor& mu = {});

  // Bits of each sample's events as foreseen, with their gradient, of a model that estimates what
  // they cost: [B, units, T] -> [B].
  torch::Tensor EventBits(const torch::Tensor& events);
  bool estimates_cost() const { return !event_predictor_.is_empty(); }

  // Stage 1, the conditional mean: [B, units, T] -> [B, hop T].
  torch::Tensor Coarse(const torch::Tensor& events, const torch::Tensor& mu = {});

  // Losses of the diffusion decoder, of a model that generates. audio: [B, L], padded with zeros to
  // whole steps. In the MDCT decoder (stage 2) they move GeneratorParameters() only.
  DiffusionLosses DiffusionLoss(const torch::Tensor& audio, const torch::Tensor& events,
                                const torch::Tensor& mu = {}, const Generator& generator = {});

  // A sample in `sampling_steps` evaluations, of a model that generates, or Coarse for 0: [B,
  // units, T] -> [B, hop T]. noise: [B, hop T] of the file's noise field (noise.h) at the place of
  // the events.
  torch::Tensor Decode(const torch::Tensor& events, int64_t sampling_steps,
                       const torch::Tensor& noise, const torch::Tensor& mu = {});

  // Whether there is more than Coarse to decode to.
  bool generates() const { return diffusion_ != nullptr; }
  // Goes on without one: its weights are not there.
  void DropGenerator();

  // The generator's (stage 2), none where it is no part of its own, and everything else (stage 1).
  std::vector<torch::Tensor> GeneratorParameters() const;
  std::vector<torch::Tensor> CoarseParameters() const;

  HeavisideQuantizer& quantizer() { return quantizer_; }

 private:
  torch::Tensor EncoderFeatures(const torch::Tensor& audio, const torch::Tensor& mu);
  torch::Tensor DecoderFeatures(const torch::Tensor& latent, const torch::Tensor& mu);

  AutoencoderConfig config_;
  SeanetEncoder seanet_{nullptr};  // one of the two
  MelEncoder mel_{nullptr};
  ContextStack encoder_context_;
  HeavisideQuantizer quantizer_{nullptr};  // one of the two, or none
  ResidualQuantizer rvq_{nullptr};
  EventPredictor event_predictor_{nullptr};
  ContextStack decoder_context_;
  ResidualGenerator generator_{nullptr};
  std::shared_ptr<Decoder> decoder_;
  std::shared_ptr<DiffusionDecoder> diffusion_;  // the same, or none
};
TORCH_MODULE(AutoencoderNetwork);

}  // namespace spk
