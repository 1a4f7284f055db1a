#include "evaluation/window_figures.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spk {
namespace {

// Two segments of 5 s, of 1000 and 3000 bits, and the three windows of 4, 4 and 3 s over 11 s; the
// third reaches past them.
FileEvaluation TwoSegments() {
  FileEvaluation file;
  file.name = "a,b.wav";
  file.segments = {{.start = 0, .seconds = 5, .bits = 1000, .events = 10, .mu = 20},
                   {.start = 5, .seconds = 5, .bits = 3000, .events = 50, .mu = 10}};
  file.decodes.resize(1);
  file.decodes[0].sampling_steps = 0;
  for (const double start : {0.0, 4.0, 8.0}) {
    WindowFigures& window = file.decodes[0].comparison.windows.emplace_back();
    window.start = start;
    window.seconds = start < 8 ? 4 : 3;
    window.metrics.fill(start + 0.5);
    window.reference.fill(1);
    window.estimate.fill(10);
  }
  return file;
}

TEST(WindowFiguresTest, AWindowTakesItsShareOfSegments) {
  const FileEvaluation file = TwoSegments();
  const auto& windows = file.decodes[0].comparison.windows;
  const WindowRate first = RateIn(windows[0], file.segments);
  EXPECT_DOUBLE_EQ(first.kbps, 0.8 * 1 / 4);
  EXPECT_DOUBLE_EQ(first.events_per_second, 0.8 * 10 / 4);
  EXPECT_DOUBLE_EQ(first.mu, 20);
  const WindowRate second = RateIn(windows[1], file.segments);
  EXPECT_DOUBLE_EQ(second.kbps, (0.2 * 1 + 0.6 * 3) / 4);
  EXPECT_DOUBLE_EQ(second.events_per_second, (0.2 * 10 + 0.6 * 50) / 4);
  EXPECT_DOUBLE_EQ(second.mu, (1 * 20 + 3 * 10) / 4.0);
  EXPECT_DOUBLE_EQ(RateIn(windows[2], file.segments).kbps, 0.4 * 3 / 3);
  EXPECT_TRUE(std::isnan(RateIn(windows[0], {}).kbps));
}

TEST(WindowFiguresTest, BothChannelsOfAStretchCount) {
  FileEvaluation file = TwoSegments();
  file.segments.push_back({.start = 0, .seconds = 5, .bits = 500, .events = 0, .mu = 30});
  const WindowRate rate = RateIn(file.decodes[0].comparison.windows[0], file.segments);
  EXPECT_DOUBLE_EQ(rate.kbps, 0.8 * 1.5 / 4);
  EXPECT_DOUBLE_EQ(rate.mu, 25);
}

TEST(WindowFiguresTest, SpreadOfRateAndOfEachDecode) {
  FileEvaluation file = TwoSegments();
  file.decodes.push_back(file.decodes[0]);
  file.decodes[1].sampling_steps = 2;
  file.decodes[1].comparison.windows[0].metrics[kSiSnr] = INFINITY;
  const auto spreads = SpreadsOf({&file, 1});
  ASSERT_EQ(spreads.size(), 3U);
  EXPECT_EQ(spreads[0].name, "kbit/s");
  EXPECT_EQ(spreads[0].steps, std::nullopt);
  EXPECT_DOUBLE_EQ(spreads[0].mean, (0.2 + 0.5 + 0.4) / 3);
  EXPECT_EQ(spreads[1].steps, 0);
  EXPECT_DOUBLE_EQ(spreads[1].mean, 4.5);
  EXPECT_DOUBLE_EQ(spreads[1].deviation, std::sqrt(32.0 / 3));
  EXPECT_DOUBLE_EQ(spreads[1].percentiles[1], 2.5);
  EXPECT_DOUBLE_EQ(spreads[1].percentiles[2], 4.5);
  EXPECT_EQ(spreads[2].steps, 2);
  EXPECT_DOUBLE_EQ(spreads[2].mean, 6.5);
  EXPECT_TRUE(SpreadsOf({}).empty());
}

TEST(WindowFiguresTest, ARowAWindow) {
  FileEvaluation file = TwoSegments();
  EXPECT_EQ(WindowsCsv({&file, 1}),
            "file,steps,start,seconds,kbps,events_per_second,mu,si_snr,stft,mel,mel_under_2khz,"
            "mel_over_2khz,level_62_db,level_125_db,level_250_db,level_500_db,level_1000_db,"
            "level_2000_db,level_4000_db,level_8000_db\n"
            "\"a,b.wav\",0,0,4,0.2,2,20,0.5,0.5,0.5,0.5,0.5,10,10,10,10,10,10,10,10\n"
            "\"a,b.wav\",0,4,4,0.5,8,12.5,4.5,4.5,4.5,4.5,4.5,10,10,10,10,10,10,10,10\n"
            "\"a,b.wav\",0,8,3,0.4,6.66667,10,8.5,8.5,8.5,8.5,8.5,10,10,10,10,10,10,10,10\n");
  file.segments.clear();
  file.decodes[0].sampling_steps.reset();
  EXPECT_NE(WindowsCsv({&file, 1}).find("\"a,b.wav\",,4,4,,,,4.5"), std::string::npos);
}

}  // namespace
}  // namespace spk
