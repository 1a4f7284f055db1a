#include "training/checkpoint.h"

#include <gtest/gtest.h>

#include "tests/training/test_audio.h"

namespace spk {
namespace {

const std::string kModel = R"({
  "name": "tiny", "units": 8,
  "encoder": {"type": "seanet", "stem": "spectral", "stft_window": 1024, "stft_hop": 256,
              "channels": [8, 8], "strides": [2]},
  "encoder_context": {"type": "convolution"},
  "bottleneck": {"type": "heaviside"},
  "decoder_context": {"type": "convolution"},
  "decoder": {"type": "mdct", "unet": {"channels": [8], "factors": [1], "items": [1],
                                       "inject_depths": [0], "modulation": 8}}
})";

struct TinyRun {
  explicit TinyRun(uint64_t seed)
      : model((torch::manual_seed(seed), MakeTrainable(kModel).value())),
        average(model->Another()),
        optimizer(model->module().parameters(), average->module().parameters(), {}),
        state{.model = model, .average = average, .optimizer = &optimizer} {}

  // One update of every weight.
  void Learn() {
    for (const torch::Tensor& parameter : model->module().parameters()) {
      parameter.mutable_grad() = torch::randn_like(parameter);
    }
    const torch::NoGradGuard no_grad;
    optimizer.Step(1e-2, 1);
  }

  std::shared_ptr<Trainable> model;
  std::shared_ptr<Trainable> average;
  AdamW optimizer;
  RunState state;
};

bool SameWeights(const std::shared_ptr<Trainable>& a, const std::shared_ptr<Trainable>& b) {
  const auto first = a->module().parameters();
  const auto second = b->module().parameters();
  return std::equal(first.begin(), first.end(), second.begin(), second.end(),
                    [](const auto& x, const auto& y) { return x.equal(y); });
}

TEST(Checkpoint, GivesBackEverything) {
  const TestFolder folder;
  const std::string path = folder / "checkpoint.pt";
  TinyRun saved(1);
  saved.Learn();
  saved.state.step = 585;
  saved.state.best_score = 7.514;
  ASSERT_TRUE(SaveCheckpoint(path, saved.state));

  TinyRun loaded(2);
  ASSERT_FALSE(SameWeights(saved.model, loaded.model));
  ASSERT_TRUE(LoadCheckpoint(path, &loaded.state));
  EXPECT_EQ(loaded.state.step, 585);
  EXPECT_EQ(loaded.state.best_score, 7.514);
  EXPECT_TRUE(SameWeights(saved.model, loaded.model));
  EXPECT_TRUE(SameWeights(saved.average, loaded.average));

  // The moments too: the same gradients lead to the same weights.
  for (TinyRun* run : {&saved, &loaded}) {
    torch::manual_seed(3);
    run->Learn();
  }
  EXPECT_TRUE(SameWeights(saved.model, loaded.model));
  EXPECT_TRUE(SameWeights(saved.average, loaded.average));
}

TEST(Checkpoint, AFullDiskIsAnError) {
  TinyRun run(1);
  const auto saved = SaveCheckpoint("/dev/full", run.state);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, ErrorCode::kOutput);
}

}  // namespace
}  // namespace spk
