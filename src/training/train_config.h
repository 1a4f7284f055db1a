// A training recipe, as data: models/training/*.json.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/trainable.h"
#include "spk/error.h"

namespace spk {

// What a window meets before the network; each with its own probability, so that plain windows stay
// the most frequent. Amplitudes in dB, symmetric around 0.
struct Augmentation {
  double gain_db = 3;
  double speed = 0.003;  // largest relative change, pitch and speed together: 5 cents
  double equaliser_probability = 0.5;
  double equaliser_db = 6;
  double noise_probability = 0.25;
  double noise_low_db = -65;  // relative to the window's RMS
  double noise_high_db = -30;
  double band_limit_probability = 0.1;  // low-pass of old recordings
  double codec_probability = 0.05;      // what an MP3 leaves
  double codec_low_kbps = 16;
  double codec_high_kbps = 64;
};

// A stretch of the run with windows of one length.
struct Phase {
  double until = 1;  // share of the run's steps
  int64_t batch = 8;
  int64_t window_steps = 64;  // of 512 samples
};

// What the rate term counts of the events of each sample.
enum class RateMeasure {
  kNone,
  kPacking,  // bits in the compressed-time packing over the budget (eq. 7)
  kEntropy,  // entropy of the units' firing over the budget: what an adaptive coder pays at most
  kPrompt,  // distance of the number of events to the one that the sample's prompt asks for (eq. 8)
  // The logarithm of their ratio. In eq. 8 an event costs the same at every prompt, and in music
  // the fewer there are the more each is worth: a weight that holds mu = 14 lets mu = 26 fire
  // like 20.
  kPromptRatio,
  // The logarithm of the bits that the model itself estimates: the same share of them costs the
  // same at every prompt, as the same share of the error does.
  kEstimate,
  kPredicted,  // the bits that the model itself estimates, over the budget
};
inline bool IsOfPrompt(RateMeasure measure) {
  return measure == RateMeasure::kPrompt || measure == RateMeasure::kPromptRatio;
}

// gamma(t) L_z of the paper in three phases: gamma is zero, rises along half a cosine, and stays,
// from when on the statistics of the normalisation before the Heaviside are frozen.
struct RateTerm {
  RateMeasure measure = RateMeasure::kNone;
  double weight = 1;      // gamma in the end, of bits or events a cell, or octaves of a ratio
  double budget = 1;      // bits a cell that cost nothing; 1 is B_0 = N T of the paper
  double rise_from = 0;   // share of the run's steps
  double rise_until = 0;  // likewise
};

// Compression prompts drawn in training, each as often, of a model that has them.
struct PromptRange {
  int64_t lowest = 0;
  int64_t highest = 31;
};

struct ValidationConfig {
  int64_t every_steps = 1000;
  int64_t windows = 48;        // a validation folder
  int64_t window_steps = 128;  // 2.97 s
  int64_t sampling_steps = 8;  // of the diffusion decode, measured when one is trained
  int64_t refinement = 0;      // iterations of RefineEvents on the events
  std::vector<int64_t> prompts = {14, 20, 26};  // measured one after another, of a prompted model
  // What the best weights have most of: the sum of figures, by their names in validation.csv, times
  // these; the mean over all sets and prompts.
  std::map<std::string, double> score = {{"si_snr_db", 1}};
};

// How the model is to encode where nobody says otherwise; goes into its card. spk encode's options
// of these names.
struct EncoderDefaults {
  int64_t refinement = 1;
  double lambda = 0;
  int64_t mu = 20;  // of a model with prompts
};

struct TrainConfig {
  std::string model;  // path of the model's configuration, from the recipe's own folder
  Objective objective = Objective::kCoarse;
  StageOptions stage;  // in a recipe one by one, by their own names
  RateTerm rate;
  PromptRange prompts;
  uint64_t seed = 1;
  int64_t steps = 10000;
  std::vector<Phase> phases = std::vector<Phase>(1);
  double learning_rate = 8e-4;
  int64_t warmup_steps = 200;
  double final_rate = 0.02;  // of learning_rate, where the cosine ends
  double weight_decay = 0.01;
  double gradient_clip = 1;
  double ema_decay = 0.999;
  bool bfloat16 = true;
  Augmentation augmentation;
  ValidationConfig validation;
  EncoderDefaults encoder;
  double checkpoint_minutes = 5;
  std::string licence;  // of the weights, as the data demand it
};

// Reads a recipe; what it leaves out has the value above, a key it does not know is an error. The
// path of the model is made relative to the working directory. Fails with kInput.
Result<TrainConfig> ReadTrainConfig(const std::string& path);

// What the recipe asks of a network that has not got it, "" if nothing. Whether it has the stage
// says Trainable::FindStage.
std::string Missing(const TrainConfig& config, const TrainableFacts& network);

// Warm-up, then half a cosine from learning_rate down to final_rate of it.
double LearningRate(const TrainConfig& config, int64_t step);

// gamma: 0 up to rise_from, weight from rise_until on.
double RateWeight(const TrainConfig& config, int64_t step);

// Whether gamma has reached its last value, or there is none: only then are weights the best.
bool RateIsSettled(const TrainConfig& config, int64_t step);

const Phase& PhaseAt(const TrainConfig& config, int64_t step);

}  // namespace spk
