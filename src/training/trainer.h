#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model/trainable.h"
#include "training/processes.h"
#include "training/run_log.h"
#include "training/train_config.h"
#include "training/validation.h"
#include "training/window_sampler.h"

namespace spk {

struct TrainJob {
  TrainConfig config;
  std::string model_json;            // contents of config.model
  std::shared_ptr<Trainable> model;  // InitialModel of it
  std::vector<Source> sources;
  std::vector<ValidationSet> validation;
  std::string folder;  // of the run
  torch::Device device = torch::kCPU;
  std::string initial_weights;      // a weights file to start from; "" = those that `model` has
  std::vector<std::string> frozen;  // parameters whose name starts so are not trained
};

// What a run tells while it goes. Any may be empty.
struct TrainListener {
  std::function<void(int64_t step, double loss)> on_step;  // every step
  std::function<void(const StepReport&)> on_report;        // every kReportSteps
  std::function<void(const ValidationReport&)> on_validation;
  std::function<void(const std::string&)> on_note;
  std::function<bool()> stop;  // asked after every step
};

// Trains a model by one objective of train_config.h.
//
// The run's folder holds checkpoint.pt (everything a killed run needs to go on as if nothing had
// happened; it does so by itself when the file is there), model.safetensors (the averaged weights),
// best.safetensors (those with the best validation.score of the recipe, of a run with a rate term
// since gamma is constant) and the log. Every file is replaced whole.
class Trainer {
 public:
  static constexpr int64_t kReportSteps = 20;

  // Fails with kInput or kModel (configuration, weights, checkpoint) and kOutput.
  static Result<Trainer> Create(TrainJob job, Processes processes);
  Trainer(Trainer&&) noexcept;
  Trainer& operator=(Trainer&&) noexcept;
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;
  ~Trainer();

  int64_t step() const;

  // Runs to the last step or until `listener.stop`; either way a checkpoint is left behind. Fails
  // with kModel, and keeps the last good checkpoint, when the run went wrong: a loss that is not
  // finite, or for 200 steps far fewer or more events than can be meant, or a validation whose
  // score is 3 under the best.
  Result<void> Run(const TrainListener& listener);

 private:
  struct State;
  explicit Trainer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace spk
