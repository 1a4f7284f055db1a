// What training asks of a model, and all that it asks. Families of networks implement it.
#pragma once

#include <torch/torch.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model/batch.h"
#include "model/decode_loss.h"
#include "model/diffusion.h"
#include "model/reconstructor.h"
#include "spk/error.h"

namespace spk {

// The names of the stages.
enum class Objective {
  kCoarse,    // stage 1: the error of the coarse decode; all but stage 2 is trained
  kResidual,  // stage 2: diffusion of what the coarse decode leaves out; nothing else is trained
  kJoint,     // the paper: diffusion, everything together
};

// What a recipe tells a stage.
struct StageOptions {
  DecodeWeights decode;    // of the coarse decode, where that is what is trained
  int64_t refinement = 0;  // iterations of RefineEvents on the events; the encoder learns nothing
};

// Of one batch, or of a part of it. Scalars but for the latents.
struct StageLoss {
  torch::Tensor loss;    // what is minimised, with its gradient
  torch::Tensor error;   // mean squared, without: of the coarse decode, or of the velocity
  torch::Tensor latent;  // [B, N, T], with their gradient: events, or the vectors of a baseline
  // [B], what the latents cost by the model's own estimate, with its gradient; or undefined.
  torch::Tensor bits = {};
};

struct StageFacts {
  bool samples = false;  // whether a decode by sampling is among what it trains
  // Whether what it trains is the generator, a file of its own: the rest goes on decoding the files
  // that there are.
  bool trains_generator = false;
};

class Stage {
 public:
  Stage() = default;
  Stage(const Stage&) = delete;
  Stage(Stage&&) = delete;
  Stage& operator=(const Stage&) = delete;
  Stage& operator=(Stage&&) = delete;
  virtual ~Stage() = default;

  virtual StageFacts facts() const = 0;

  // What it trains.
  virtual std::vector<torch::Tensor> Parameters() const = 0;

  // The noise of diffusion comes from `generator`.
  virtual StageLoss Loss(const Batch& batch, const StageOptions& options,
                         const Generator& generator) = 0;

  // Of a validation's figures, by their names in validation.csv: the best weights have most of it.
  // `weights` are the recipe's.
  virtual double Score(const std::vector<std::pair<std::string, double>>& figures,
                       const std::map<std::string, double>& weights) const;
};

struct TrainableFacts {
  int64_t sample_rate = 0;
  int64_t hop = 0;
  int64_t prompts = 0;          // levels of the compression prompt mu; 0 = none
  bool fires = false;           // or its latents are vectors of a baseline
  bool estimates_cost = false;  // of its latents, in bits

  double steps_per_second() const {
    return static_cast<double>(sample_rate) / static_cast<double>(hop);
  }
};

class Trainable : public Reconstructor {
 public:
  virtual TrainableFacts facts() const = 0;

  // Its weights and statistics.
  virtual torch::nn::Module& module() = 0;
  torch::Device device() { return module().parameters().front().device(); }

  // One more of the same shape, its weights drawn anew.
  virtual std::shared_ptr<Trainable> Another() const = 0;

  // Lives as long as the model. Fails with kInput where the model has no such stage.
  virtual Result<Stage*> FindStage(Objective objective) = 0;

  // Whether replicas may share a batch. Their statistics of it are made common by `mean`, the
  // differentiable mean over them all.
  virtual bool shares_batches() const = 0;
  virtual void ShareStatistics(std::function<torch::Tensor(const torch::Tensor&)> mean) = 0;

  // Training keeps the statistics of normalisation as they are: from here on, or if a parameter of
  // the part that they belong to has no gradient.
  virtual void FreezeStatistics() = 0;
  virtual void FreezeIdleStatistics() = 0;
};

// That of a configuration, its weights drawn by LibTorch's generator. Fails with kModel.
Result<std::shared_ptr<Trainable>> MakeTrainable(const std::string& config_json);

}  // namespace spk
