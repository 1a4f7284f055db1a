#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "model/families.h"
#include "model/mel_encoder.h"
#include "model/rvq.h"
#include "model/weights.h"
#include "tests/model/test_util.h"
#include "tests/training/tiny_model.h"

namespace spk {
namespace {

RvqConfig SmallRvq() {
  RvqConfig config;
  config.codebooks = 4;
  config.codebook_size = 16;
  return config;
}

TEST(Rvq, QuantisesBetterWithEveryCodebook) {
  torch::manual_seed(5);
  ResidualQuantizer rvq(SmallRvq(), 6);
  const torch::Tensor x = torch::randn({4, 6, 200});
  rvq(x);
  rvq->eval();
  const RvqOutput output = rvq(x);
  EXPECT_EQ(output.quantised.sizes(), x.sizes());
  EXPECT_EQ(output.codes.sizes(), (torch::IntArrayRef{4, 4, 200}));
  for (int64_t stage = 1; stage < 4; ++stage) {
    EXPECT_LT(output.commitment[stage].item<float>(),
              0.9F * output.commitment[stage - 1].item<float>());
  }
  // The vectors are the sums of the codes' entries.
  torch::Tensor sum = torch::zeros_like(x);
  const torch::Tensor books = rvq->named_buffers()["codebooks"];
  for (int64_t stage = 0; stage < 4; ++stage) {
    const torch::Tensor codes = output.codes.select(1, stage);
    sum += books[stage].index_select(0, codes.flatten()).view({4, 200, 6}).transpose(1, 2);
  }
  EXPECT_LT(RelativeError(output.quantised, sum), 1e-5);
}

TEST(Rvq, EveryCodebookSendsACommitmentGradient) {
  ResidualQuantizer rvq(SmallRvq(), 6);
  torch::Tensor x = torch::randn({2, 6, 100}, torch::requires_grad());
  for (int64_t stage = 0; stage < 4; ++stage) {
    x.mutable_grad() = torch::Tensor();
    rvq(x).commitment[stage].backward();
    EXPECT_GT(x.grad().abs().max().item<float>(), 1e-4) << stage;
  }
}

TEST(Rvq, GradientPassesStraightThrough) {
  ResidualQuantizer rvq(SmallRvq(), 6);
  const torch::Tensor x = torch::randn({2, 6, 100}, torch::requires_grad());
  const torch::Tensor upstream = torch::randn({2, 6, 100});
  rvq(x).quantised.backward(upstream);
  EXPECT_LT(RelativeError(x.grad(), upstream), 1e-6);
}

TEST(Rvq, DeadCodesComeBackAndStay) {
  torch::manual_seed(6);
  ResidualQuantizer rvq(SmallRvq(), 6);
  const torch::Tensor x = torch::randn({8, 6, 400});
  rvq(x);
  const torch::Tensor books = rvq->named_buffers()["codebooks"];
  const torch::Tensor counts = rvq->named_buffers()["counts"];
  {
    const torch::NoGradGuard no_grad;
    books[0].slice(0, 8).fill_(1e3);  // half of the codes where no vector will ever be
    rvq->named_buffers()["sums"][0].slice(0, 8).fill_(1e-3);
    counts[0].slice(0, 8).fill_(0);
  }
  for (int i = 0; i < 3; ++i) {
    rvq(x);
  }
  EXPECT_LT(books[0].abs().max().item<float>(), 10);
  rvq->eval();
  const torch::Tensor used = std::get<0>(torch::_unique(rvq(x).codes.select(1, 0)));
  EXPECT_EQ(used.numel(), 16);
}

TEST(MelEncoder, HasTheReferenceSizeAndLengths) {
  const torch::NoGradGuard no_grad;
  const auto mel = std::get<MelConfig>(LoadConfig("paper-mel").encoder);
  EXPECT_EQ(ParameterCount(*MelEncoder(mel, 22050)), 21191872);
  MelConfig narrow = mel;
  narrow.channels = 8;
  narrow.blocks = 1;
  MelEncoder encoder(narrow, 22050);
  for (int64_t length = 1; length <= 3000; ++length) {
    ASSERT_EQ(encoder(torch::zeros({1, length})).size(2), (length + 511) / 512) << length;
  }
}

// A baseline whose latents are not quantised at all.
const std::string kTinyUnquantisedModel =
    Replace(kTinyModel, R"({"type": "heaviside"})", R"({"type": "none"})");

class Baselines : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }

  // Networks of this configuration that have learnt nothing, saved and loaded again.
  Result<std::unique_ptr<Baseline>> Untrained(const std::string& config) {
    torch::manual_seed(1);
    network_ = AutoencoderNetwork(ParseConfig(config).value());
    network_->eval();
    EXPECT_TRUE(SaveWeights(path_, *network_, config, "{}", TensorType::kFloat32));
    return LoadBaseline(path_, "cpu");
  }

  std::string path_ =
      ::testing::TempDir() + "baselines_test." + std::to_string(getpid()) + ".safetensors";
  AutoencoderNetwork network_{nullptr};
};

TEST_F(Baselines, SendWindowsThereAndBack) {
  for (const auto& [config, bits] :
       {std::pair{kTinyRvqModel, 2 * 4}, std::pair{kTinyUnquantisedModel, 0}}) {
    const auto baseline = Untrained(config);
    ASSERT_TRUE(baseline && *baseline);
    EXPECT_EQ((*baseline)->facts().bits_per_step, bits);
    EXPECT_EQ((*baseline)->facts().geometry.steps, 256);
    EXPECT_GT((*baseline)->facts().reach, 0);
    EXPECT_FALSE((*baseline)->facts().generates);  // there is no file of a generator
    torch::Tensor audio = torch::randn({1, 20 * 512});
    const auto decoded =
        (*baseline)->Reconstruct({audio.data_ptr<float>(), 20 * 512}, {}, /*position=*/0);
    ASSERT_TRUE(decoded) << decoded.error().message;
    const torch::NoGradGuard no_grad;
    const torch::Tensor expected = network_->Coarse(network_->Encode(audio));
    EXPECT_LT(RelativeError(torch::tensor(*decoded), expected[0]), 1e-5);
  }
}

TEST_F(Baselines, AreNoModelsOfTheCodec) {
  ASSERT_TRUE(Untrained(kTinyRvqModel));
  const auto model = LoadFamily(path_, "cpu");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::kModel);
  EXPECT_THAT(model.error().message, testing::HasSubstr("a baseline without events"));
  const auto with_events = Untrained(kTinyModel);
  ASSERT_TRUE(with_events);
  EXPECT_EQ(*with_events, nullptr);
}

}  // namespace
}  // namespace spk
