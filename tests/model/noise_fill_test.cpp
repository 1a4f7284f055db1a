#include "model/lapped/noise_fill.h"

#include <gtest/gtest.h>

#include "model/lapped/lapped_network.h"

namespace spk {
namespace {

constexpr int64_t kBins = 300;
constexpr int64_t kLoudest = 16;
constexpr int64_t kFilledSteps = 3 * NoiseFill::kSteps;

torch::Tensor Levels() { return torch::zeros({kBins, kFilledSteps}); }

// Half of the levels is usual here, and nearly all in the lowest band.
NoiseFill MakeNoiseFill(int64_t bins, int64_t levels) {
  LappedConfig config;
  config.bins = bins;
  config.fill_levels = levels;
  config.fill_usual.assign(NoiseFill::kBands, levels / 2);
  config.fill_usual[0] = levels - 1;
  return NoiseFill(config);
}

// Noise whose level changes by 12 dB from block to block comes back within a level's half.
TEST(NoiseFill, LevelsComeBack) {
  torch::manual_seed(1);
  const NoiseFill fill = MakeNoiseFill(kBins, kLoudest);
  torch::Tensor rms = torch::ones({kBins, kFilledSteps}) * 0.3;
  rms.narrow(1, NoiseFill::kSteps, NoiseFill::kSteps) *= 0.25;
  rms.narrow(0, 150, 150) *= 0.1;
  torch::Tensor levels = Levels();
  fill.Measure(torch::randn({kBins, kFilledSteps}) * rms, levels, 0);
  EXPECT_EQ(levels.narrow(0, NoiseFill::kBins, kBins - NoiseFill::kBins).abs().max().item<float>(),
            0);
  const torch::Tensor found = fill.Amplitudes(levels, 0);
  // A wide band, far from where the level changes along the bins.
  for (const int64_t bin : {120, 290}) {
    for (int64_t step = 0; step < kFilledSteps; ++step) {
      const double decibels = 20 * std::log10(found.index({bin, step}).item<double>() /
                                              rms.index({bin, step}).item<double>());
      EXPECT_NEAR(decibels, 0, 2.5) << bin << " " << step;
    }
  }
}

TEST(NoiseFill, ThereIsNoneWhereCoefficientsAreOrNothingWas) {
  const NoiseFill fill = MakeNoiseFill(kBins, kLoudest);
  torch::Tensor levels = Levels();
  levels.index_put_({100, 5}, 3.0F);
  fill.Measure(torch::ones({kBins, kFilledSteps}) * 0.2, levels, 0);
  const torch::Tensor found = fill.Amplitudes(levels, 0);
  EXPECT_EQ(found.index({100, 5}).item<float>(), 0);
  EXPECT_GT(found.index({101, 5}).item<float>(), 0.1);
  torch::Tensor silent = Levels();
  fill.Measure(torch::zeros({kBins, kFilledSteps}), silent, 0);
  EXPECT_EQ(silent.abs().max().item<float>(), 0);
  EXPECT_EQ(fill.Amplitudes(silent, 0).abs().max().item<float>(), 0);
}

// What is 60 dB under the quantiser's step is told where there are levels enough.
TEST(NoiseFill, MoreLevelsReachFurtherDown) {
  torch::manual_seed(4);
  const torch::Tensor faint = torch::randn({kBins, kFilledSteps}) * 1e-3;
  torch::Tensor levels = Levels();
  MakeNoiseFill(kBins, 16).Measure(faint, levels, 0);
  EXPECT_EQ(levels.abs().max().item<float>(), 0);
  const NoiseFill fill = MakeNoiseFill(kBins, 24);
  fill.Measure(faint, levels, 0);
  EXPECT_NEAR(20 * std::log10(fill.Amplitudes(levels, 0).index({290, 0}).item<double>()), -60, 2);
}

// One loud step of eight does not set the level of all.
TEST(NoiseFill, TheMeanIsOneOfDecibels) {
  torch::manual_seed(5);
  torch::Tensor left_out = torch::randn({kBins, kFilledSteps}) * 0.01;
  left_out.narrow(1, 0, 1) *= 30;
  torch::Tensor levels = Levels();
  const NoiseFill fill = MakeNoiseFill(kBins, 24);
  fill.Measure(left_out, levels, 0);
  const double expected = -40 + 20 * std::log10(30) / 8;
  EXPECT_NEAR(20 * std::log10(fill.Amplitudes(levels, 0).index({290, 0}).item<double>()), expected,
              2);
}

// A window that begins within a recording knows the blocks that it has whole.
TEST(NoiseFill, BlocksAreThoseOfTheRecording) {
  torch::manual_seed(2);
  const NoiseFill fill = MakeNoiseFill(kBins, kLoudest);
  torch::Tensor levels = Levels();
  fill.Measure(torch::randn({kBins, kFilledSteps}) * 0.2, levels, 0);
  const torch::Tensor whole = fill.Amplitudes(levels, 0);
  const torch::Tensor part = fill.Amplitudes(levels.narrow(1, 5, kFilledSteps - 5), 5);
  const int64_t known = kFilledSteps - NoiseFill::kSteps;
  EXPECT_TRUE(torch::equal(part.narrow(1, 3, known), whole.narrow(1, NoiseFill::kSteps, known)));
}

// What is told depends on the blocks of the recording, wherever a window begins.
TEST(NoiseFill, MeasuresTheBlocksThatAreDecoded) {
  torch::manual_seed(6);
  const NoiseFill fill = MakeNoiseFill(kBins, kLoudest);
  torch::Tensor rms = torch::ones({kBins, kFilledSteps}) * 0.3;
  rms.narrow(0, 150, 150) *= 0.1;
  const torch::Tensor left_out = torch::randn({kBins, kFilledSteps}) * rms;
  for (const int64_t first : {-1, 0, 7, -9}) {
    torch::Tensor levels = Levels();
    fill.Measure(left_out, levels, first);
    const torch::Tensor found = fill.Amplitudes(levels, first);
    for (const int64_t bin : {120, 290}) {
      EXPECT_NEAR(found.index({bin, 12}).item<double>() / rms.index({bin, 12}).item<double>(), 1,
                  0.3)
          << bin << " " << first;
    }
  }
}

// Of the last block of a recording the bands are told whose steps are there.
TEST(NoiseFill, ABlockMayEndEarly) {
  torch::manual_seed(8);
  const NoiseFill fill = MakeNoiseFill(kBins, kLoudest);
  constexpr int64_t kThere = 3;
  torch::Tensor levels = torch::zeros({kBins, kThere});
  fill.Measure(torch::randn({kBins, kThere}) * 0.3, levels, 0);
  const torch::Tensor found = fill.Amplitudes(levels, 0).select(1, 0);
  const torch::Tensor heard = (found - 0.3).abs() < 0.1;
  EXPECT_TRUE(heard[NoiseFill::kBins].item<bool>());
  EXPECT_EQ(found[kBins - 1].item<float>(), 0);
  EXPECT_GT(heard.sum().item<int64_t>(), kBins / 8);
}

// Most of what is told is 0 where a spectrum is as they mostly are, and all where there is none.
TEST(NoiseFill, WhatIsUsualCostsNothing) {
  torch::manual_seed(9);
  const NoiseFill fill = MakeNoiseFill(kBins, kLoudest);
  torch::Tensor levels = Levels();
  const double usual = std::pow(10.0, -0.15 * static_cast<double>(kLoudest) / 2);
  torch::Tensor left_out = torch::randn({kBins, kFilledSteps}) * usual;
  left_out.narrow(0, 0, 12) *= std::pow(10.0, 0.15 * static_cast<double>(kLoudest / 2 - 1));
  fill.Measure(left_out, levels, 0);
  EXPECT_LT(levels.count_nonzero().item<double>(), 0.5 * NoiseFill::kBands * kFilledSteps / 8);
}

TEST(NoiseFill, LevelsThatNoEncoderWritesAreBearable) {
  const NoiseFill fill = MakeNoiseFill(kBins, kLoudest);
  torch::Tensor levels = Levels();
  levels.index_put_({0, 0}, 4095.0F);
  levels.index_put_({1, 0}, -4095.0F);
  const torch::Tensor found = fill.Amplitudes(levels, 0);
  EXPECT_LE(found.max().item<float>(), 1);
  EXPECT_GE(found.min().item<float>(), 0);
}

TEST(NoiseFill, OfFewBinsSomeBandsAreEmpty) {
  const NoiseFill fill = MakeNoiseFill(12, kLoudest);
  torch::Tensor levels = torch::zeros({12, NoiseFill::kSteps});
  fill.Measure(torch::ones({12, NoiseFill::kSteps}) * 0.25, levels, 0);
  const torch::Tensor found = fill.Amplitudes(levels, 0);
  EXPECT_GT(found.narrow(0, NoiseFill::kBins, 9).min().item<float>(), 0.2);
}

// The decode has about as much energy as the original where rounding leaves nothing.
TEST(NoiseFill, ADecodeIsAsLoudAsWhatWasLeftOut) {
  torch::manual_seed(3);
  const torch::NoGradGuard no_grad;
  LappedConfig config = {
      .name = "tiny", .hop = 64, .bins = 60, .finest_step = 1, .dequantizer = {}};
  config.fill = 1;
  config.fill_usual.assign(NoiseFill::kBands, 8);
  LappedNetwork network(config);
  const torch::Tensor audio = torch::randn({1, 64 * 34});
  const torch::Tensor mu = torch::tensor({26});  // all is under half a step
  const torch::Tensor levels = network->EncodeWithNoise(audio, mu, 1, 32, 1);
  const torch::Tensor noise = torch::randn({1, 64 * 32});
  EXPECT_EQ(network->Decode(levels, mu).abs().max().item<float>(), 0);
  const torch::Tensor filled = network->DecodeWithNoise(levels, mu, noise, 0);
  EXPECT_NEAR(filled.square().mean().item<double>(), 0.9, 0.2);
}

}  // namespace
}  // namespace spk
