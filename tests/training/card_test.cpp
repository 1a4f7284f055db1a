#include "training/card.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace spk {
namespace {

ValidationReport Report(const std::string& name, double si_snr, int64_t sampling_steps) {
  ValidationReport report;
  report.name = name;
  report.si_snr = si_snr;
  report.events = EventRate{.density = 0.5, .packed_kbps = 3.4453125};
  report.sampled = {.steps = sampling_steps, .si_snr = si_snr - 2, .mel = 4, .mel_high = 5};
  return report;
}

TrainConfig Config() {
  TrainConfig config;
  config.licence = "CC BY 4.0";
  return config;
}

TEST(CardJson, SaysWhatWasTrainedAndMeasured) {
  const auto card = nlohmann::json::parse(
      CardJson(Config(), 300, {Report("real", 10.12345, 0), Report("rendered", 8, 0)}));
  EXPECT_EQ(card.at("objective"), "coarse");
  EXPECT_EQ(card.at("steps"), 300);
  EXPECT_EQ(card.at("licence"), "CC BY 4.0");
  EXPECT_EQ(card.at("kbps"), 3.445);
  EXPECT_EQ(card.at("validation").at("real").at("si_snr"), 10.123);
  EXPECT_EQ(card.at("validation").at("real").at("kbps"), 3.445);
  EXPECT_EQ(card.at("validation").at("rendered").at("si_snr"), 8);
  EXPECT_FALSE(card.at("validation").at("real").contains("sampled"));
}

// The decoder's default: none until stage 2 is trained.
TEST(CardJson, NamesTheStepsItWasSampledWith) {
  const auto steps = [](int64_t sampled) {
    return nlohmann::json::parse(CardJson(Config(), 1, {Report("real", 9, sampled)}))
        .at("sampling_steps");
  };
  EXPECT_EQ(steps(0), 0);
  EXPECT_EQ(steps(8), 8);
}

TEST(CardJson, ABaselineWithoutEventsHasNoDensity) {
  ValidationReport report = Report("real", 9, 0);
  report.events.reset();
  const auto card = nlohmann::json::parse(CardJson(Config(), 1, {report}));
  EXPECT_FALSE(card.at("validation").at("real").contains("density"));
  EXPECT_EQ(card.at("kbps"), 0);
}

TEST(CardJson, WithoutValidationThereAreNoFigures) {
  const auto card = nlohmann::json::parse(CardJson(Config(), 1, {}));
  EXPECT_FALSE(card.contains("validation"));
  EXPECT_EQ(card.at("kbps"), 0);
}

}  // namespace
}  // namespace spk
