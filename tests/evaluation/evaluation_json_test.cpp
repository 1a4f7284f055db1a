#include "evaluation/evaluation_json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "evaluation/record.h"

namespace spk {
namespace {

using nlohmann::ordered_json;

// Two windows with numbers that have no short decimal form, and some that are not finite.
FileEvaluation Measured() {
  FileEvaluation file;
  file.name = "a.wav";
  file.rate = {.seconds = 1.0 / 3, .bytes = 1234, .paper_bits = 5, .events = 6, .cells = 70};
  file.rate.packings = {1, 2, 3, 4};
  file.segments = {{.start = 0, .seconds = 1.0 / 7, .bits = 8, .events = 9, .mu = 10},
                   {.start = 1.0 / 7, .seconds = 0.1, .bits = 80, .events = 90, .mu = 0}};
  file.elapsed = 0.1;
  file.peak_memory = uint64_t{1} << 40;
  DecodeEvaluation& decode = file.decodes.emplace_back();
  decode.sampling_steps = 8;
  decode.elapsed = 1e-9;
  decode.comparison.samples = 12;
  decode.comparison.si_snr = std::numeric_limits<double>::infinity();
  decode.comparison.silent_windows = 3;
  for (const double scale : {1.0 / 7, 1e30 / 3}) {
    WindowFigures& window = decode.comparison.windows.emplace_back();
    window.start = scale;
    window.seconds = 6 * scale;
    window.rms = scale;
    for (auto& value : window.metrics) value = static_cast<float>(scale + 1);
    for (auto& value : window.reference) value = static_cast<float>(scale + 2);
    for (auto& value : window.estimate) value = static_cast<float>(scale + 3);
    for (auto& value : window.error) value = static_cast<float>(scale + 4);
  }
  decode.comparison.windows[0].metrics[1] = std::numeric_limits<double>::quiet_NaN();
  decode.comparison.windows[1].metrics[1] = -std::numeric_limits<double>::infinity();
  decode.meters.push_back({.name = "m", .sum = 2.0 / 3, .seconds = 0.7});
  file.decodes.push_back(
      {.sampling_steps = std::nullopt, .elapsed = 2, .comparison = {}, .meters = {}});
  return file;
}

TEST(EvaluationJsonTest, ReadsBackToTheLastBit) {
  const FileEvaluation file = Measured();
  const auto again = EvaluationOf(ordered_json::parse(ToJson(file).dump()));
  ASSERT_TRUE(again);
  EXPECT_EQ(ToJson(*again), ToJson(file));
  ASSERT_EQ(again->decodes.size(), 2U);
  EXPECT_EQ(again->decodes[1].sampling_steps, std::nullopt);
  const auto& windows = again->decodes[0].comparison.windows;
  EXPECT_TRUE(std::isnan(windows[0].metrics[1]));
  EXPECT_EQ(windows[1].metrics[1], -std::numeric_limits<double>::infinity());
  EXPECT_EQ(windows[1].error, file.decodes[0].comparison.windows[1].error);
  EXPECT_EQ(Record(*again, again->decodes[0]), Record(file, file.decodes[0]));
}

TEST(EvaluationJsonTest, NothingOfOtherMetricsOrOtherJson) {
  ordered_json json = ToJson(Measured());
  json["metrics"].push_back("another");
  EXPECT_FALSE(EvaluationOf(json));
  json = ToJson(Measured());
  json["decodes"][0]["windows"][0][4].erase(0);
  EXPECT_FALSE(EvaluationOf(json));
  json = ToJson(Measured());
  json["rate"]["bytes"] = "many";
  EXPECT_FALSE(EvaluationOf(json));
  EXPECT_FALSE(EvaluationOf(ordered_json::array()));
}

}  // namespace
}  // namespace spk
