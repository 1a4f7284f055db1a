#include "training/workers.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "model/trainable_autoencoder.h"
#include "tests/training/tiny_model.h"

namespace spk {
namespace {

class WorkersTest : public ::testing::Test {
 protected:
  void SetUp() override { Make(kTinyModel); }

  void Make(const std::string& model) {
    torch::manual_seed(1);
    AutoencoderNetwork network(ParseConfig(model).value());
    for (const torch::Tensor& p : network->GeneratorParameters()) {
      torch::Tensor(p).set_requires_grad(false);
    }
    model_ = MakeTrainableAutoencoder(network);
    audio_ = torch::randn({6, 16 * 512});
    config_.bfloat16 = false;
  }
  void TearDown() override { at::set_num_threads(1); }

  StepLoss Backward(int threads) {
    at::set_num_threads(threads);
    Workers workers(model_, Objective::kCoarse, &alone_);
    return workers.Backward({.audio = audio_, .mu = mu_},
                            [&](Stage* stage, const Batch& part, uint64_t worker) {
                              if (static_cast<int64_t>(worker) == failing_)
                                throw std::runtime_error("worker");
                              return EvaluateStep(stage, config_, part, /*gamma=*/1, {});
                            });
  }

  // Gradients of all that is trained, which it forgets.
  std::vector<torch::Tensor> TakeGradients() {
    std::vector<torch::Tensor> gradients;
    for (const torch::Tensor& p : model_->module().parameters()) {
      if (!p.requires_grad()) continue;
      gradients.push_back(p.grad().clone());
      torch::Tensor(p).mutable_grad().reset();
    }
    return gradients;
  }

  // With more threads than the batch divides into, too.
  void ExpectTheWholeBatch() {
    const StepLoss whole = Backward(1);
    const std::vector<torch::Tensor> expected = TakeGradients();
    for (const int threads : {2, 3, 4}) {
      const StepLoss shared = Backward(threads);
      EXPECT_TRUE(torch::equal(shared.latent, whole.latent));
      EXPECT_NEAR(shared.error.item<double>(), whole.error.item<double>(), 1e-5);
      EXPECT_NEAR(shared.used.item<double>(), whole.used.item<double>(), 1e-6);
      EXPECT_NEAR(shared.wanted.item<double>(), whole.wanted.item<double>(), 1e-6);
      EXPECT_FALSE(shared.loss.requires_grad());
      const std::vector<torch::Tensor> found = TakeGradients();
      ASSERT_EQ(found.size(), expected.size());
      for (size_t i = 0; i < found.size(); ++i) {
        const double scale = expected[i].abs().max().item<double>();
        EXPECT_LT((found[i] - expected[i]).abs().max().item<double>(), 1e-3 * scale + 1e-6) << i;
      }
    }
  }

  std::shared_ptr<Trainable> model_;
  torch::Tensor audio_;
  torch::Tensor mu_;  // for models with prompts
  TrainConfig config_;
  Processes alone_;
  int64_t failing_ = -1;
};

TEST_F(WorkersTest, GradientsAndStatisticsAreThoseOfTheWholeBatch) { ExpectTheWholeBatch(); }

TEST_F(WorkersTest, SoAreTheRateAndItsPrompts) {
  Make(kTinyPromptedModel);
  mu_ = torch::tensor({14, 20, 26, 30, 17, 23});
  config_.rate.measure = RateMeasure::kPrompt;
  ExpectTheWholeBatch();
}

TEST_F(WorkersTest, TheFailureOfOneIsTheFailureOfAll) {
  for (failing_ = 0; failing_ < 3; ++failing_) EXPECT_THROW(Backward(3), std::exception);
}

TEST(Threads, AreAsManyAsCoresOrAsAskedFor) {
  at::set_num_threads(1);
  ASSERT_EQ(setenv("OMP_NUM_THREADS", "3", 1), 0);
  ComputeOnAllCores();
  EXPECT_EQ(at::get_num_threads(), 3);
  ASSERT_EQ(unsetenv("OMP_NUM_THREADS"), 0);
  ComputeOnAllCores();
  EXPECT_EQ(at::get_num_threads(), static_cast<int>(std::thread::hardware_concurrency()));
  at::set_num_threads(1);
}

}  // namespace
}  // namespace spk
