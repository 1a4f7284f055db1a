#include "model/lapped/pre_echo.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/lapped/lapped_network.h"
#include "model/lapped/noise_fill.h"

namespace spk {
namespace {

constexpr int64_t kEchoHop = 2048;
constexpr int64_t kEchoSteps = 8;
constexpr int64_t kEchoBins = 100;
constexpr int64_t kAttack = 4 * kEchoHop + 5 * (kEchoHop / PreEcho::kPositions);

double DecibelsOf(const torch::Tensor& audio) {
  return 10 * std::log10(audio.square().mean().item<double>());
}

// Faint noise, and from `attack` on noise that is 40 dB louder.
torch::Tensor Struck(int64_t attack) {
  torch::Tensor audio = 0.01 * torch::randn({kEchoSteps * kEchoHop});
  audio.narrow(0, attack, audio.size(0) - attack) *= 100;
  return audio;
}

// What 2400 samples before an attack have of an error that is 12 dB over what sounds there.
torch::Tensor Smeared(const torch::Tensor& original) {
  torch::Tensor decode = original.clone();
  decode.narrow(0, kAttack - 2400, 2400) += 0.04 * torch::randn({2400});
  return decode;
}

TEST(PreEcho, IsTakenBackBeforeAnAttackAndNowhereElse) {
  torch::manual_seed(1);
  const PreEcho pre_echo(kEchoHop);
  const torch::Tensor original = Struck(kAttack);
  const torch::Tensor decode = Smeared(original);
  torch::Tensor told = torch::zeros({kEchoBins, kEchoSteps});
  pre_echo.Measure(original, decode, told, 0);
  EXPECT_EQ(told.count_nonzero().item<int64_t>(), 2);
  EXPECT_EQ(told.index({0, 4}).item<int64_t>(), NoiseFill::kCount * 6);
  const torch::Tensor mended = decode * pre_echo.Envelope(told);
  const auto before = [](const torch::Tensor& audio) {
    return DecibelsOf(audio.narrow(0, kAttack - 700, 600));
  };
  EXPECT_GT(before(decode), before(original) + 10);
  EXPECT_NEAR(before(mended), before(original), 2);
  const torch::Tensor behind = mended.narrow(0, kAttack, kEchoHop);
  EXPECT_TRUE(torch::equal(behind, original.narrow(0, kAttack, kEchoHop)));
  EXPECT_TRUE(torch::equal(mended.narrow(0, 0, 2 * kEchoHop), original.narrow(0, 0, 2 * kEchoHop)));
}

TEST(PreEcho, NothingIsToldWhereNothingIsSmearedOrNothingBegins) {
  torch::manual_seed(2);
  const PreEcho pre_echo(kEchoHop);
  torch::Tensor told = torch::zeros({kEchoBins, kEchoSteps});
  const torch::Tensor original = Struck(kAttack);
  pre_echo.Measure(original, original, told, 0);
  const torch::Tensor steady = 0.01 * torch::randn({kEchoSteps * kEchoHop});
  pre_echo.Measure(steady, 4 * steady, told, 0);
  EXPECT_EQ(told.count_nonzero().item<int64_t>(), 0);
  EXPECT_TRUE(torch::equal(pre_echo.Envelope(told), torch::ones({kEchoSteps * kEchoHop})));
}

// Levels of noise stand in the same cells.
TEST(PreEcho, LeavesTheLevelsOfNoise) {
  torch::manual_seed(3);
  const PreEcho pre_echo(kEchoHop);
  LappedConfig config;
  config.bins = kEchoBins;
  config.fill_levels = 24;
  config.fill_usual.assign(NoiseFill::kBands, 20);
  const NoiseFill fill(config);
  torch::Tensor told = torch::zeros({kEchoBins, kEchoSteps});
  fill.Measure(0.1 * torch::randn({kEchoBins, kEchoSteps}), told, 0);
  const torch::Tensor amplitudes = fill.Amplitudes(told, 0);
  EXPECT_TRUE(torch::equal(pre_echo.Envelope(told), torch::ones({kEchoSteps * kEchoHop})));
  const torch::Tensor original = Struck(kAttack);
  pre_echo.Measure(original, Smeared(original), told, 0);
  EXPECT_LT(pre_echo.Envelope(told).min().item<float>(), 0.5);
  EXPECT_TRUE(torch::equal(fill.Amplitudes(told, 0), amplitudes));
}

TEST(PreEcho, OfAWindowItIsAsOfTheWhole) {
  const PreEcho pre_echo(kEchoHop);
  torch::Tensor told = torch::zeros({kEchoBins, kEchoSteps});
  for (const int64_t step : {2, 4, 7}) {
    told.index_put_({0, step}, static_cast<float>(NoiseFill::kCount * (1 + step)));
    told.index_put_({1, step}, static_cast<float>(NoiseFill::kCount * 3));
  }
  const int64_t inner = kEchoSteps - 2 - PreEcho::kReach;
  EXPECT_TRUE(torch::equal(
      pre_echo.Envelope(told.narrow(1, 2, kEchoSteps - 2)).narrow(0, 0, inner * kEchoHop),
      pre_echo.Envelope(told).narrow(0, 2 * kEchoHop, inner * kEchoHop)));
}

TEST(PreEcho, WhatNoEncoderWritesIsBearable) {
  const PreEcho pre_echo(kEchoHop);
  for (const float value : {4095.0F, -4095.0F, 64.0F}) {
    const torch::Tensor envelope = pre_echo.Envelope(torch::full({kEchoBins, kEchoSteps}, value));
    EXPECT_GE(envelope.min().item<float>(), 0);
    EXPECT_LE(envelope.max().item<float>(), 1);
  }
}

// Chords that begin, after something faint, through the whole network.
TEST(PreEcho, ADecodeHasLessOfIt) {
  torch::manual_seed(4);
  const torch::NoGradGuard no_grad;
  LappedConfig config = {.name = "tiny", .bins = 1000, .dequantizer = {}};
  config.fill = 0.4;
  config.fill_usual.assign(NoiseFill::kBands, 8);
  const torch::Tensor time = torch::arange(kEchoSteps * kEchoHop, torch::kFloat);
  torch::Tensor audio = 0.003 * torch::sin(0.05 * time);
  const int64_t rest = kEchoSteps * kEchoHop - kAttack;
  audio.narrow(0, kAttack, rest) +=
      torch::sin(0.1 * time.narrow(0, 0, rest)) + torch::sin(0.13 * time.narrow(0, 0, rest));
  const torch::Tensor mu = torch::tensor({22});
  const auto before_attack = [&](bool attacks) {
    config.attacks = attacks;
    LappedNetwork network(config);
    const torch::Tensor levels = network->EncodeWithNoise(audio.unsqueeze(0), mu, 0, kEchoSteps, 0);
    return DecibelsOf(network->Decode(levels, mu)[0].narrow(0, kAttack - 800, 700));
  };
  const double wanted = DecibelsOf(audio.narrow(0, kAttack - 800, 700));
  EXPECT_GT(before_attack(false), wanted + 10);
  EXPECT_LT(before_attack(true), wanted + 5);
}

}  // namespace
}  // namespace spk
