#include "metrics/metric.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace spk {
namespace {

constexpr int kMetricRate = 22050;

std::vector<float> Noise(unsigned seed, float level) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, level);
  std::vector<float> samples(kMetricRate);
  for (float& sample : samples) sample = normal(random);
  return samples;
}

TEST(MetricsTest, NamesAreTheirOwn) {
  std::set<std::string> names;
  std::set<std::string> cards;
  for (const Metric& metric : kMetrics) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_TRUE(cards.insert(metric.card).second) << metric.card;
  }
}

TEST(MetricsTest, WhatIsNotShownThereIsNotMeasured) {
  const std::vector<float> x = Noise(1, 1);
  const std::vector<float> y = Noise(2, 1);
  for (const Shown where : {kEvaluation, kValidation, kSampling}) {
    const MetricValues values =
        Measure({.reference = x, .estimate = y, .sample_rate = kMetricRate}, where);
    for (size_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ(std::isfinite(values[i]), kMetrics[i].ShownIn(where)) << kMetrics[i].name;
    }
  }
}

// The floors of the spectra are of a level of 1: without it soft signals would be alike.
TEST(MetricsTest, TheLevelIsDividedOut) {
  constexpr float kLevel = 1.0F / 1024;
  const auto measure = [](float level) {
    const std::vector<float> x = Noise(1, level);
    const std::vector<float> y = Noise(2, level);
    return Measure({.reference = x, .estimate = y, .sample_rate = kMetricRate, .level = level},
                   kEvaluation);
  };
  const MetricValues loud = measure(1);
  const MetricValues soft = measure(kLevel);
  for (size_t i = 0; i < loud.size(); ++i) {
    EXPECT_NEAR(soft[i], loud[i], 1e-4) << kMetrics[i].name;
    EXPECT_GT(std::abs(loud[i]), 0.1) << kMetrics[i].name;
  }
}

TEST(MetricsTest, PerfectIsBest) {
  const std::vector<float> x = Noise(1, 1);
  const MetricValues values =
      Measure({.reference = x, .estimate = x, .sample_rate = kMetricRate}, kEvaluation);
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_NEAR(values[i], kMetrics[i].higher_is_better ? 100 : 0, 1e-6) << kMetrics[i].name;
  }
}

}  // namespace
}  // namespace spk
