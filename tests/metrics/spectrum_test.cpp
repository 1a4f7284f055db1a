#include "metrics/spectrum.h"

#include <gtest/gtest.h>

namespace spk {
namespace {

TEST(ShortTimeSpectra, FramesFollowEachOtherAsFarAsTheyFit) {
  const torch::Tensor audio = torch::randn({2, 1000});
  const torch::Tensor window = HannWindow(512);
  const torch::Tensor spectra = ShortTimeSpectra(audio, window, 128);
  EXPECT_EQ(spectra.sizes(), (torch::IntArrayRef{2, 4, 257}));
  EXPECT_TRUE(
      torch::equal(spectra.select(1, 3), FrameSpectra(audio.narrow(1, 3 * 128, 512), window)));
}

TEST(ShortTimeSpectra, WhiteNoiseHasItsVarianceInEveryBin) {
  torch::manual_seed(3);
  const torch::Tensor noise = 3 * torch::randn({1 << 19});
  const torch::Tensor spectra = ShortTimeSpectra(noise, UnitHannWindow(64), 32);
  const torch::Tensor power = spectra.abs().square().mean(0);
  EXPECT_NEAR(power.min().item<double>(), 9, 0.3);
  EXPECT_NEAR(power.max().item<double>(), 9, 0.3);
}

// A cosine with a whole number of periods in a frame: Hann leaves half of it in its bin.
TEST(FrameSpectra, OrthoDividesByTheRootOfTheSize) {
  const torch::Tensor frame = torch::cos(2 * M_PI * 16 * torch::arange(256) / 256.0);
  const auto peak = [&](c10::string_view norm) {
    return FrameSpectra(frame, HannWindow(256), norm).abs()[16].item<double>();
  };
  EXPECT_NEAR(peak("backward"), 64, 1e-3);
  EXPECT_NEAR(peak("ortho"), 4, 1e-4);
}

}  // namespace
}  // namespace spk
