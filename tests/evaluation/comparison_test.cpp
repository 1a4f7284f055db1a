#include "evaluation/comparison.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

#include "evaluation/record.h"
#include "test_signals.h"

namespace spk {
namespace {

using nlohmann::ordered_json;

ComparisonReport Compare(std::span<const float> reference, std::span<const float> estimate,
                         size_t piece) {
  Comparison comparison(kTestRate);
  for (size_t i = 0; i < reference.size(); i += piece) {
    const size_t count = std::min(piece, reference.size() - i);
    comparison.Add(reference.subspan(i, count), estimate.subspan(i, count));
  }
  return comparison.Finish();
}

ordered_json RecordOf(const ComparisonReport& report) {
  DecodeEvaluation decode;
  decode.comparison = report;
  return Record({}, decode);
}

// What reference_metrics.py finds: the same definitions in numpy, by the formulas, in double
// precision. A test of its own runs it.
nlohmann::json NumpyFigures() {
  return nlohmann::json::parse(std::ifstream(SPK_TESTS_DIR "/evaluation/reference_metrics.json"));
}

// Distances of spectra are of float32.
double Tolerance(const std::string& name) { return name.starts_with("mel") ? 1e-3 : 1e-4; }

TEST(ComparisonTest, FiguresAreThoseOfNumpy) {
  const std::vector<float> x = TestReference();
  const ComparisonReport report = Compare(x, TestEstimate(x), x.size());
  EXPECT_EQ(report.samples, 20 * kTestRate);
  EXPECT_EQ(report.silent_windows, 1);
  const nlohmann::json expected = NumpyFigures().at("windows");
  ASSERT_EQ(report.windows.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(report.windows[i].rms, expected[i].at("rms"), 1e-6);
    const ordered_json record = RecordOf({.windows = {report.windows[i]}});
    for (const auto& [name, value] : expected[i].items()) {
      if (name == "rms") continue;
      EXPECT_NEAR(record.at(name == "si_snr" ? "si_snr_mean" : name), value, Tolerance(name))
          << name << " of window " << i;
    }
  }
}

TEST(ComparisonTest, SummaryIsThatOfNumpy) {
  const std::vector<float> x = TestReference();
  const ordered_json record = RecordOf(Compare(x, TestEstimate(x), x.size()));
  const nlohmann::json expected = NumpyFigures();
  for (const auto& [name, value] : expected.at("summary").items()) {
    EXPECT_NEAR(record.at(name), value, Tolerance(name)) << name;
  }
  for (size_t band = 0; band < kOctaveHertz.size(); ++band) {
    const std::string hertz = std::to_string(static_cast<int>(kOctaveHertz[band]));
    EXPECT_NEAR(record.at("error_" + hertz + "_db"), expected.at("octaves").at(band), 1e-3);
  }
}

TEST(ComparisonTest, OctaveLevelsAreThoseOfNumpy) {
  const std::vector<float> x = TestReference();
  const ComparisonReport report = Compare(x, TestEstimate(x), x.size());
  const OctaveBalance balance = BalanceOf(report.windows);
  const nlohmann::json expected = NumpyFigures();
  for (size_t band = 0; band < kOctaveHertz.size(); ++band) {
    for (size_t i = 0; i < report.windows.size(); ++i) {
      EXPECT_NEAR(OctaveLevels(report.windows[i])[band], expected["octave_levels"][i][band], 1e-3);
    }
    EXPECT_NEAR(balance.mean[band], expected["octave_means"][band], 1e-3);
    EXPECT_NEAR(balance.within[band], expected["octave_within"][band], 1e-6);
  }
}

// Sines of 6 s, of one amplitude each, in the octaves around 250 Hz, 1 kHz and 4 kHz.
std::vector<float> Sines(double at_250, double at_1000, double at_4000) {
  std::vector<float> signal(6 * kTestRate);
  for (size_t i = 0; i < signal.size(); ++i) {
    const double phase = 2 * M_PI * static_cast<double>(i) / kTestRate;
    signal[i] =
        static_cast<float>(at_250 * std::sin(250 * phase) + at_1000 * std::sin(1000 * phase) +
                           at_4000 * std::sin(4000 * phase));
  }
  return signal;
}

TEST(ComparisonTest, HalfTheAmplitudeIsSixDecibelsInItsOctaveAlone) {
  const std::vector<float> x = Sines(0.3, 0.3, 0.3);
  const ordered_json record = RecordOf(Compare(x, Sines(0.3, 0.15, 0.3), x.size()));
  EXPECT_NEAR(record["level_1000_db"], -6.02, 0.01);
  EXPECT_EQ(record["level_1000_within"], 0);
  for (const char* octave : {"62", "125", "250", "500", "2000", "4000", "8000"}) {
    const std::string level = std::string("level_") + octave;
    EXPECT_NEAR(record[level + "_db"], 0, 0.01) << octave;
    EXPECT_EQ(record[level + "_within"], 1) << octave;
  }
}

TEST(ComparisonTest, AnEmptyOctaveHasAFloor) {
  const std::vector<float> x = Sines(0.3, 0.3, 0);
  // What is 60 dB under the loudest doubles the energy there, the octave itself being empty.
  const ordered_json faint = RecordOf(Compare(x, Sines(0.3, 0.3, 0.3e-3), x.size()));
  EXPECT_NEAR(faint["level_4000_db"], 3.01, 0.01);
  const ordered_json heard = RecordOf(Compare(x, Sines(0.3, 0.3, 0.3e-2), x.size()));
  EXPECT_NEAR(heard["level_4000_db"], 20.04, 0.01);
  EXPECT_NEAR(heard["level_8000_db"], 0, 0.01);
}

TEST(ComparisonTest, LevelsSpreadOverWindows) {
  std::vector<float> x = Sines(0.3, 0.3, 0.3);
  std::vector<float> y = Sines(0.3, 0.15, 0.3);
  x.insert(x.end(), x.begin(), x.begin() + 6 * kTestRate);
  y.insert(y.end(), x.begin(), x.begin() + 6 * kTestRate);
  const OctaveBalance balance = BalanceOf(Compare(x, y, x.size()).windows);
  EXPECT_NEAR(balance.mean[4], -3.01, 0.01);
  EXPECT_DOUBLE_EQ(balance.within[4], 0.5);
  EXPECT_TRUE(RecordOf({}).at("level_1000_db").is_null());
}

TEST(ComparisonTest, PiecesGiveWhatTheWholeGives) {
  const std::vector<float> x = TestReference();
  const std::vector<float> y = TestEstimate(x);
  EXPECT_EQ(RecordOf(Compare(x, y, 1000)), RecordOf(Compare(x, y, x.size())));
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
  EXPECT_TRUE(RecordOf({}).at("si_snr_mean").is_null());
}

TEST(ComparisonTest, APerfectCopyHasNoError) {
  const std::vector<float> x = TestReference();
  const ComparisonReport report = Compare(x, x, 4096);
  const ordered_json record = RecordOf(report);
  EXPECT_DOUBLE_EQ(record.at("si_snr"), 100);
  EXPECT_DOUBLE_EQ(record.at("stft"), 0);
  EXPECT_DOUBLE_EQ(record.at("mel"), 0);
}

}  // namespace
}  // namespace spk
