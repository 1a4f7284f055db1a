#include "model/lapped/lapped_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>

#include "audio/si_snr.h"
#include "bitstream/graded_matrix.h"
#include "model/families.h"
#include "model/lapped/lapped_config.h"
#include "model/lapped/lapped_network.h"
#include "model/weights.h"
#include "tests/model/tiny_lapped.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(const std::string& config) {
  const auto parsed = ParseLappedConfig(config);
  return parsed ? "" : parsed.error().message;
}

class LappedModel : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::path(::testing::TempDir()) / "lapped_model_test.json";
    std::ofstream(path_) << kTinyLapped;
    auto model = LoadFamily(path_, "cpu");
    ASSERT_TRUE(model) << model.error().message;
    model_ = std::move(*model);
    for (size_t i = 0; i < audio_.size(); ++i) {
      const double t = static_cast<double>(i) / 22050;
      audio_[i] = static_cast<float>(std::sin(2 * std::numbers::pi * 220 * t) +
                                     0.1 * std::sin(2 * std::numbers::pi * 1330 * t));
    }
  }

  EventMatrix Encode(int mu) const {
    return model_->Encode(audio_, 0, kSteps, {.refinement = 0, .mu = mu}, {}).value();
  }
  double SiSnrOf(const EventMatrix& events, int mu) const {
    const std::vector<uint8_t> prompts(kSteps, static_cast<uint8_t>(mu));
    return SiSnr(audio_, model_->Decode(events, prompts, {}, 0).value());
  }

  static constexpr int kSteps = 40;
  std::filesystem::path path_;
  std::unique_ptr<Model> model_;
  std::vector<float> audio_ = std::vector<float>(size_t{256} * kSteps);
};

TEST_F(LappedModel, StatesWhatItIs) {
  const ModelFacts& facts = model_->facts();
  EXPECT_EQ(facts.geometry.units, 200 * GradedMatrix::kUnitsABin);
  EXPECT_EQ(facts.geometry.hop, 256);
  EXPECT_EQ(facts.prompts, 32);
  EXPECT_EQ(facts.defaults.mu, 12);
  EXPECT_EQ(facts.encoder_reach, 1);
  EXPECT_FALSE(facts.generates);
}

// Six decibels of noise a factor of two in the step: four prompts.
TEST_F(LappedModel, EveryPromptHasItsQualityAndNumberOfEvents) {
  double quality = 100;
  uint64_t count = 1000000;
  for (int mu = 0; mu <= 28; mu += 4) {
    const EventMatrix events = Encode(mu);
    const double si_snr = SiSnrOf(events, mu);
    EXPECT_LT(si_snr, quality - 1) << mu;
    EXPECT_LT(events.CountEvents(), count) << mu;
    quality = si_snr;
    count = events.CountEvents();
  }
  EXPECT_GT(SiSnrOf(Encode(0), 0), 35);
  EXPECT_GT(quality, 3);
}

TEST_F(LappedModel, TheMiddleOfAWindowIsAsOfTheWhole) {
  const EventMatrix whole = Encode(8);
  const std::span<const float> window(audio_.data() + size_t{256} * 9, size_t{256} * 12);
  const EventMatrix part = model_->Encode(window, 1, 10, {.refinement = 0, .mu = 8}, {}).value();
  for (int step = 0; step < 10; ++step) {
    EXPECT_TRUE(std::ranges::equal(part.Row(step), whole.Row(10 + step))) << step;
  }
}

TEST_F(LappedModel, EventsThatAreNoCoefficientsAreDamage) {
  EventMatrix events(200 * GradedMatrix::kUnitsABin, 1);
  events.Set(0, 0);
  events.Set(1, 0);
  const std::vector<uint8_t> mu = {3};
  const auto decoded = model_->Decode(events, mu, {}, 0);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::kCorrupt);
}

TEST_F(LappedModel, AnotherFamilyIsAnError) {
  std::ofstream(path_) << Changed(kTinyLapped, R"("lapped")", R"("folded")");
  const auto model = LoadFamily(path_, "cpu");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::kModel);
  EXPECT_THAT(model.error().message, HasSubstr("the family folded is unknown"));
}

// The noise is shaped where the generator's file is there, and only by one that was made for it.
TEST_F(LappedModel, TheGeneratorIsAFileOfItsOwn) {
  const std::string config = Changed(
      Changed(kTinyLapped, "\"slope\": 0.8", R"("slope": 0.8, )" + kFilled + R"(,
              "dequantizer": {"layers": 1, "channels": 8, "kernel": 5})"),
      "\"prompts\"", R"("generator": {"layers": 1, "channels": 8, "kernel": 5}, "prompts")");
  torch::manual_seed(3);
  LappedNetwork network(ParseLappedConfig(config).value());
  for (const torch::Tensor& p : network->parameters()) {
    const torch::NoGradGuard no_grad;
    torch::Tensor(p).normal_(0, 0.2);
  }
  const std::string path = std::filesystem::path(::testing::TempDir()) / "lapped_test.safetensors";
  const std::string beside = GeneratorPath(path);
  std::filesystem::remove(beside);
  const auto save = [&] {
    ASSERT_TRUE(SaveWeights(path, *network, config, "", TensorType::kFloat32));
  };
  const std::vector<uint8_t> mu(kSteps, 20);
  const auto decode = [&](int steps) {
    const auto model = LoadFamily(path, "cpu").value();
    const EventMatrix events =
        model->Encode(audio_, 0, kSteps, {.refinement = 0, .mu = 20}, {}).value();
    return model->Decode(events, mu, {.steps = steps}, 0).value();
  };
  save();
  const std::vector<float> plain = decode(1);
  EXPECT_NE(plain, decode(0));
  ASSERT_TRUE(SaveGenerator(path, *network, TensorType::kFloat32));
  EXPECT_NE(decode(1), plain);

  const torch::NoGradGuard no_grad;
  network->named_parameters()["decoder.layers.0.bias"].add_(1);
  save();
  EXPECT_THAT(LoadFamily(path, "cpu").error().message, HasSubstr("was made for another model"));
  std::filesystem::remove(beside);
  std::filesystem::remove(path);
}

TEST(LappedConfig, EveryValueHasARange) {
  EXPECT_EQ(ErrorOf(kTinyLapped), "");
  EXPECT_THAT(ErrorOf("{"), HasSubstr("model configuration"));
  EXPECT_THAT(ErrorOf(Changed(kTinyLapped, "256", "255")), HasSubstr("even hop"));
  EXPECT_THAT(ErrorOf(Changed(kTinyLapped, "200", "300")), HasSubstr("decoder.bins"));
  EXPECT_THAT(ErrorOf(Changed(kTinyLapped, "0.4", "0.6")), HasSubstr("encoder.rounding"));
  const std::string filled = Changed(kTinyLapped, R"("slope")", kFilled + R"(, "slope")");
  EXPECT_EQ(ErrorOf(filled), "");
  EXPECT_THAT(ErrorOf(Changed(filled, R"("fill")", R"("fill_levels": 32, "fill")")),
              HasSubstr("fill_levels"));
  EXPECT_THAT(
      ErrorOf(Changed(kTinyLapped, "\"prompts\"", R"("generator": {"layers": 1}, "prompts")")),
      HasSubstr("no noise to shape"));
  EXPECT_THAT(ErrorOf(Changed(kTinyLapped, "\"mu\": 12", R"("mu": 12, "firing": {"seanet":
              {"channels": [8, 8], "strides": [4]}, "layers": {"layers": 1}})")),
              HasSubstr("is not the hop 256"));
  EXPECT_THAT(ErrorOf(Changed(kTinyLapped, R"("slope")", R"("attacks": true, "slope")")),
              HasSubstr("no levels of noise"));
  EXPECT_THAT(ErrorOf(Changed(filled, "[6, ", "[")), HasSubstr("a level for each of 16 bands"));
  const std::string mended = Changed(filled, R"("fill")", R"("attacks": true, "fill")");
  EXPECT_EQ(ErrorOf(mended), "");
  EXPECT_THAT(ErrorOf(Changed(mended, "256", "2080")), HasSubstr("where they can begin"));
  EXPECT_THAT(ErrorOf(Changed(filled, "200", "2")), HasSubstr("no room for levels of noise"));
  EXPECT_THAT(ErrorOf(Changed(filled, "256", "3072")), HasSubstr("whole number of blocks"));
  EXPECT_THAT(ErrorOf(Changed(kTinyLapped, "slope", "slop")), HasSubstr("decoder.slop: unknown"));
  EXPECT_THAT(ErrorOf(Changed(kTinyLapped, "\"mu\": 12", "\"mu\": 32")), HasSubstr("encoder.mu"));
  EXPECT_THAT(ErrorOf(Changed(kTinyLapped, R"("name": "tiny", )", "")), HasSubstr("name: missing"));
}

}  // namespace
}  // namespace spk
