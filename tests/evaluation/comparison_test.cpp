#include "evaluation/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "test_signals.h"

namespace spk {
namespace {

ComparisonReport Compare(std::span<const float> reference, std::span<const float> estimate,
                         size_t piece) {
  Comparison comparison(kTestRate);
  for (size_t i = 0; i < reference.size(); i += piece) {
    const size_t count = std::min(piece, reference.size() - i);
    comparison.Add(reference.subspan(i, count), estimate.subspan(i, count));
  }
  return comparison.Finish();
}

// The constants are those that reference_metrics.py prints: the same definitions in numpy, by the
// formulas, in double precision.
TEST(ComparisonTest, FiguresAreThoseOfNumpy) {
  const std::vector<float> x = TestReference();
  const std::vector<float> y = TestEstimate(x);
  const ComparisonReport report = Compare(x, y, x.size());
  EXPECT_EQ(report.samples, 20 * kTestRate);
  EXPECT_NEAR(report.si_snr, 20.502740, 1e-4);
  EXPECT_EQ(report.silent_windows, 1);
  struct Expected {
    double rms, si_snr, stft, mel, mel_low, mel_high;
  };
  const std::vector<Expected> expected = {
      {0.136375, 25.022075, 1.074923, 5.915261, 5.395296, 6.370690},
      {0.012710, 5.373687, 1.288970, 6.209101, 5.777210, 6.599709},
      {0.005791, -1.616340, 1.654875, 6.315645, 5.964706, 6.633138}};
  ASSERT_EQ(report.windows.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_NEAR(report.windows[i].rms, expected[i].rms, 1e-6);
    EXPECT_NEAR(report.windows[i].si_snr, expected[i].si_snr, 1e-4);
    EXPECT_NEAR(report.windows[i].stft, expected[i].stft, 1e-4);
    EXPECT_NEAR(report.windows[i].mel, expected[i].mel, 1e-3);
    EXPECT_NEAR(report.windows[i].mel_low, expected[i].mel_low, 1e-3);
    EXPECT_NEAR(report.windows[i].mel_high, expected[i].mel_high, 1e-3);
  }
}

TEST(ComparisonTest, SummaryIsThatOfNumpy) {
  const std::vector<float> x = TestReference();
  const ComparisonReport report = Compare(x, TestEstimate(x), x.size());
  const WindowSummary summary = SummarizeWindows(report.windows);
  EXPECT_NEAR(summary.si_snr_mean, 9.593141, 1e-4);
  EXPECT_NEAR(summary.si_snr_median, 5.373687, 1e-4);
  EXPECT_NEAR(summary.si_snr_low, -0.917338, 1e-4);
  EXPECT_NEAR(summary.stft, 1.339589, 1e-4);
  EXPECT_NEAR(summary.mel, 6.146669, 1e-3);
  EXPECT_NEAR(summary.mel_low, 5.712404, 1e-3);
  EXPECT_NEAR(summary.mel_high, 6.534512, 1e-3);
  const std::vector<double> octaves = {5.842661, 6.071239,   -16.391355, 5.930820,
                                       6.084734, -13.218424, 2.359359,   6.057117};
  EXPECT_THAT(summary.octave_error, testing::Pointwise(testing::DoubleNear(1e-3), octaves));
}

TEST(ComparisonTest, PiecesGiveWhatTheWholeGives) {
  const std::vector<float> x = TestReference();
  const std::vector<float> y = TestEstimate(x);
  const ComparisonReport whole = Compare(x, y, x.size());
  const ComparisonReport pieces = Compare(x, y, 1000);
  EXPECT_EQ(pieces.si_snr, whole.si_snr);
  EXPECT_EQ(pieces.silent_windows, whole.silent_windows);
  ASSERT_EQ(pieces.windows.size(), whole.windows.size());
  for (size_t i = 0; i < whole.windows.size(); ++i) {
    EXPECT_EQ(pieces.windows[i].si_snr, whole.windows[i].si_snr);
    EXPECT_EQ(pieces.windows[i].mel, whole.windows[i].mel);
    EXPECT_EQ(pieces.windows[i].error, whole.windows[i].error);
  }
}

TEST(ComparisonTest, SilenceIsLeftOut) {
  const std::vector<float> x = TestReference();
  const std::span first = std::span(x).first(6 * kTestRate);
  EXPECT_EQ(Compare(first, first, 4096).silent_windows, 0);

  // All of it under -60 dB of full scale.
  std::vector<float> faint(first.begin(), first.end());
  for (float& sample : faint) sample *= 0.007F;
  EXPECT_EQ(Compare(faint, faint, 4096).silent_windows, 1);

  // Over -60 dB, but more than 45 dB under the whole: 2.7e-3 of about 0.5 / sqrt(2).
  std::vector<float> uneven;
  for (const float gain : {7.0F, 0.02F}) {
    for (const float sample : first) uneven.push_back(gain * sample);
  }
  EXPECT_EQ(Compare(uneven, uneven, 4096).silent_windows, 1);
}

TEST(ComparisonTest, TheRestCountsFromOneSecondOn) {
  const std::vector<float> x = TestReference();
  const std::span all(x);
  const auto windows = [&](size_t samples) {
    const std::span part = all.first(samples);
    return Compare(part, part, 4096).windows.size();
  };
  EXPECT_EQ(windows(kTestRate - 1), 0U);
  EXPECT_EQ(windows(kTestRate), 1U);
  EXPECT_EQ(windows(7 * kTestRate - 1), 1U);
  EXPECT_TRUE(std::isnan(SummarizeWindows({}).si_snr_mean));
}

TEST(ComparisonTest, APerfectCopyHasNoError) {
  const std::vector<float> x = TestReference();
  const ComparisonReport report = Compare(x, x, 4096);
  EXPECT_DOUBLE_EQ(report.si_snr, 100);
  const WindowSummary summary = SummarizeWindows(report.windows);
  EXPECT_DOUBLE_EQ(summary.stft, 0);
  EXPECT_DOUBLE_EQ(summary.mel, 0);
}

}  // namespace
}  // namespace spk
