#include "training/card.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace spk {
namespace {

ValidationReport Report(const std::string& name, double si_snr, int64_t sampling_steps) {
  ValidationReport report;
  report.name = name;
  report.means[kSiSnr] = si_snr;
  report.means[kLogMel] = 6;
  report.means[MetricIndex("mel_under_2khz")] = 4.5;
  report.means[MetricIndex("mel_over_2khz")] = 9;
  report.worst[kSiSnr] = si_snr - 8;
  report.events = EventRate{.density = 0.5, .packed_kbps = 3.4453125};
  report.sampled.steps = sampling_steps;
  report.sampled.means[kSiSnr] = si_snr - 2;
  report.sampled.means[kLogMel] = 4;
  report.sampled.means[MetricIndex("mel_over_2khz")] = 5;
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

TEST(CardJson, SaysWhichPromptsWereTrained) {
  TrainConfig config = Config();
  EXPECT_FALSE(nlohmann::json::parse(CardJson(config, 1, {})).contains("mu"));
  config.rate.measure = RateMeasure::kPrompt;
  config.prompts.lowest = 12;
  config.encoder.mu = 18;
  const auto card = nlohmann::json::parse(CardJson(config, 1, {}));
  EXPECT_EQ(card.at("mu"), 18);
  EXPECT_EQ(card.at("lowest_prompt"), 12);
}

// Cards of weights that are about are read by these names; there may be more.
TEST(CardJson, FieldsStayWhatTheyWere) {
  const auto card = nlohmann::json::parse(CardJson(Config(), 300, {Report("real", 10, 8)}));
  auto with_old = card;
  with_old.merge_patch(nlohmann::json::parse(R"({
      "objective": "coarse", "steps": 300, "licence": "CC BY 4.0", "sampling_steps": 8,
      "validation": {"real": {
          "si_snr": 10.0, "worst_si_snr": 2.0, "log_mel": 6.0, "log_mel_under_2_khz": 4.5,
          "log_mel_over_2_khz": 9.0, "refinement": 0,
          "sampled": {"si_snr": 8.0, "log_mel": 4.0, "log_mel_over_2_khz": 5.0},
          "density": 0.5, "kbps": 3.445}},
      "kbps": 3.445})"));
  EXPECT_EQ(with_old, card);
}

// The decoder's default: none until stage 2 is trained, and earns its steps.
TEST(CardJson, NamesTheStepsItWasSampledWithWhereTheyWin) {
  const auto steps = [](int64_t sampled, double mel) {
    ValidationReport report = Report("real", 9, sampled);
    report.sampled.means[kLogMel] = mel;
    return nlohmann::json::parse(CardJson(Config(), 1, {Report("rendered", 9, sampled), report}))
        .at("sampling_steps");
  };
  EXPECT_EQ(steps(0, 4), 0);
  EXPECT_EQ(steps(8, 4), 8);
  EXPECT_EQ(steps(8, 7.5), 8);  // ahead by 2 dB in one set, behind by 1.5 in the other
  EXPECT_EQ(steps(8, 8.5), 0);
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
