#include "model/trainable.h"

#include "tests/model/test_util.h"

namespace spk {
namespace {

using testing::HasSubstr;

std::string Missing(const char* name, Objective objective) {
  const auto model = MakeTrainable(ConfigText(name)).value();
  const auto stage = model->FindStage(objective);
  return stage ? "" : stage.error().message;
}

TEST(Trainable, AStageNeedsADecoderThatHasIt) {
  EXPECT_EQ(Missing("compact", Objective::kResidual), "");
  EXPECT_EQ(Missing("paper-small", Objective::kJoint), "");
  EXPECT_THAT(Missing("compact", Objective::kJoint), HasSubstr("not jointly"));
  EXPECT_THAT(Missing("paper-seanet", Objective::kJoint), HasSubstr("no diffusion"));
  EXPECT_THAT(Missing("paper-small", Objective::kResidual), HasSubstr("no stage 2"));
}

TEST(Trainable, StagesTrainDifferentParts) {
  const auto model = MakeTrainable(ConfigText("compact")).value();
  const Stage* coarse = *model->FindStage(Objective::kCoarse);
  const Stage* residual = *model->FindStage(Objective::kResidual);
  EXPECT_EQ(coarse->Parameters().size() + residual->Parameters().size(),
            model->module().parameters().size());
  EXPECT_FALSE(coarse->facts().samples || coarse->facts().trains_generator);
  EXPECT_TRUE(residual->facts().samples && residual->facts().trains_generator);
}

// Whatever a validation asks for: what a model has not got is not there.
TEST(Trainable, ModelsWithoutEventsReconstructToo) {
  torch::manual_seed(1);
  const Batch windows = {.audio = torch::randn({2, 4096})};
  for (const char* name : {"paper-mel", "paper-rvq", "compact"}) {
    const auto model = MakeTrainable(NarrowConfigText(name)).value();
    const auto result =
        model->Reconstruct(windows, {.sampling_steps = 1, .refinement = 1}, windows.audio);
    EXPECT_EQ(result.coarse.sizes(), windows.audio.sizes()) << name;
    EXPECT_EQ(result.sampled.sizes(), windows.audio.sizes()) << name;
    EXPECT_EQ(result.events.defined(), model->facts().fires) << name;
    EXPECT_TRUE(model->module().is_training()) << name;
  }
}

TEST(Trainable, StatisticsOfWhatIsNotTrainedStay) {
  const auto model = MakeTrainable(ConfigText("compact")).value();
  const Batch batch = {.audio = torch::randn({2, 4096})};
  Stage* stage = *model->FindStage(Objective::kCoarse);
  const auto mean = [&] {
    return model->module().named_buffers()["quantizer.norm.running_mean"].clone();
  };
  const torch::Tensor at_first = mean();
  stage->Loss(batch, {}, {});
  const torch::Tensor moved = mean();
  EXPECT_FALSE(moved.equal(at_first));
  model->module().named_parameters()["quantizer.norm.bias"].set_requires_grad(false);
  model->FreezeIdleStatistics();
  stage->Loss(batch, {}, {});
  EXPECT_TRUE(mean().equal(moved));
}

}  // namespace
}  // namespace spk
