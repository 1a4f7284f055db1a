// Every recipe fits its network: it is read, and takes steps.
#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>

#include "system/text_file.h"
#include "training/initial_model.h"
#include "training/step_loss.h"
#include "training/train_config.h"

namespace spk {
namespace {

std::string Recipe(const std::string& name) {
  const std::filesystem::path tests = SPK_TESTS_DIR;
  return tests.parent_path() / "models" / "training" / (name + ".json");
}

// What has a gradient, as one number that any change of it changes.
double SumOfTrained(Stage* stage) {
  double sum = 0;
  for (const torch::Tensor& parameter : stage->Parameters()) {
    sum += parameter.abs().sum().item<double>();
  }
  return sum;
}

// Networks of full size, but one window of 16 steps, and an update without moments: a gigabyte, not
// four. What a recipe's own would take is that of the trainer, which has tests of its own.
class Recipes : public ::testing::TestWithParam<std::string> {};

TEST_P(Recipes, TakesTwoSteps) {
  torch::set_num_threads(1);
  const auto config = ReadTrainConfig(Recipe(GetParam()));
  ASSERT_TRUE(config) << config.error().message;
  const auto model = InitialModel(ReadTextFile(config->model).value(), config->seed);
  ASSERT_TRUE(model) << model.error().message;
  const TrainableFacts facts = (*model)->facts();
  ASSERT_EQ(Missing(*config, facts), "");
  const auto stage = (*model)->FindStage(config->objective);
  ASSERT_TRUE(stage) << stage.error().message;

  (*model)->module().train();
  Batch batch = {.audio = torch::randn({1, 16 * facts.hop})};
  if (facts.prompts > 0) batch.mu = torch::full({1}, config->prompts.highest, torch::kLong);
  torch::optim::SGD optimizer((*stage)->Parameters(), config->learning_rate);
  for (int step = 0; step < 2; ++step) {
    const double before = SumOfTrained(*stage);
    optimizer.zero_grad();
    const Generator generator = at::detail::createCPUGenerator(config->seed);
    const double gamma = RateWeight(*config, config->steps);
    const StepLoss loss = EvaluateStep(*stage, *config, batch, gamma, generator);
    loss.loss.backward();
    optimizer.step();
    EXPECT_TRUE(std::isfinite(loss.loss.item<double>())) << step;
    const double after = SumOfTrained(*stage);
    EXPECT_TRUE(std::isfinite(after)) << step;
    EXPECT_NE(after, before) << step;
  }
}

INSTANTIATE_TEST_SUITE_P(OfThePaper, Recipes,
                         ::testing::Values("paper", "paper_sparse", "paper_rvq", "paper_mel",
                                           "paper_seanet", "paper_small"),
                         [](const auto& recipe) { return recipe.param; });
INSTANTIATE_TEST_SUITE_P(Compact, Recipes, ::testing::Values("compact_rvq", "compact_mel"),
                         [](const auto& recipe) { return recipe.param; });

// The paper's: 32 windows of 2^17 samples, a million steps.
TEST(PaperRecipes, HaveItsBatch) {
  for (const char* name : {"paper", "paper_sparse", "paper_rvq", "paper_mel", "paper_seanet"}) {
    const auto config = ReadTrainConfig(Recipe(name));
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->steps, 1'000'000) << name;
    ASSERT_EQ(config->phases.size(), 1) << name;
    EXPECT_EQ(config->phases[0].batch, 32) << name;
    EXPECT_EQ(config->phases[0].window_steps * 512, 1 << 17) << name;
  }
}

}  // namespace
}  // namespace spk
