#include "listening/rating_statistics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

#include "metrics/statistics.h"

namespace spk {
namespace {

constexpr size_t kSamples = 10000;
constexpr double kTail = 0.025;  // on either side of the interval

// How often each of `count` is drawn in `count` draws.
std::vector<int> Draw(size_t count, std::mt19937_64* random) {
  std::vector<int> times(count);
  for (size_t i = 0; i < count; ++i) ++times[(*random)() % count];
  return times;
}

// Means of all stimuli in each bootstrap sample: [stimulus][sample]. A sample that happens to have
// no rating of a stimulus says nothing of it.
std::vector<std::vector<double>> BootstrapMeans(const Ratings& ratings, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::vector<double>> means(ratings.stimuli.size());
  for (size_t sample = 0; sample < kSamples; ++sample) {
    const auto listeners = Draw(ratings.listeners.size(), &random);
    const auto trials = Draw(ratings.trials.size(), &random);
    std::vector<double> sums(means.size());
    std::vector<double> weights(means.size());
    for (const Rating& rating : ratings.all) {
      const double weight = listeners[rating.listener] * trials[rating.trial];
      sums[rating.stimulus] += weight * rating.score;
      weights[rating.stimulus] += weight;
    }
    for (size_t i = 0; i < means.size(); ++i) {
      if (weights[i] > 0) means[i].push_back(sums[i] / weights[i]);
    }
  }
  return means;
}

// Listeners who are left out, or trials that only they had, must not be drawn.
Ratings Compact(const Ratings& ratings) {
  Ratings compact{.listeners = {}, .trials = {}, .stimuli = ratings.stimuli, .all = ratings.all};
  std::map<size_t, size_t> listeners;
  std::map<size_t, size_t> trials;
  for (Rating& rating : compact.all) {
    rating.listener = listeners.emplace(rating.listener, listeners.size()).first->second;
    rating.trial = trials.emplace(rating.trial, trials.size()).first->second;
  }
  compact.listeners.resize(listeners.size());
  compact.trials.resize(trials.size());
  return compact;
}

}  // namespace

std::vector<StimulusFigures> Summarize(const Ratings& ratings, uint64_t seed) {
  auto samples = BootstrapMeans(Compact(ratings), seed);
  std::vector<StimulusFigures> figures;
  for (size_t i = 0; i < ratings.stimuli.size(); ++i) {
    std::vector<double> scores;
    std::vector<double> rates;
    for (const Rating& rating : ratings.all) {
      if (rating.stimulus != i) continue;
      scores.push_back(rating.score);
      if (rating.kbps) rates.push_back(*rating.kbps);
    }
    if (scores.empty()) continue;
    std::ranges::sort(samples[i]);
    const auto tail = static_cast<size_t>(kTail * static_cast<double>(samples[i].size()));
    StimulusFigures one{.stimulus = i,
                        .ratings = scores.size(),
                        .mean = Mean(scores),
                        .low = samples[i][tail],
                        .high = samples[i][samples[i].size() - 1 - tail]};
    if (!rates.empty()) one.kbps = Mean(rates);
    figures.push_back(one);
  }
  std::ranges::stable_sort(figures, std::ranges::greater(), &StimulusFigures::mean);
  return figures;
}

std::vector<PairFigures> ComparePairs(const Ratings& ratings,
                                      const std::vector<StimulusFigures>& figures) {
  std::map<std::pair<size_t, size_t>, std::map<size_t, double>> scores;  // by listener and trial
  for (const Rating& rating : ratings.all) {
    scores[{rating.listener, rating.trial}][rating.stimulus] = rating.score;
  }
  std::vector<PairFigures> pairs;
  std::vector<double> p;
  for (size_t i = 0; i < figures.size(); ++i) {
    for (size_t j = i + 1; j < figures.size(); ++j) {
      PairFigures pair{.first = figures[i].stimulus, .second = figures[j].stimulus};
      for (const auto& [where, rated] : scores) {
        const auto a = rated.find(pair.first);
        const auto b = rated.find(pair.second);
        if (a == rated.end() || b == rated.end()) continue;
        ++(a->second > b->second ? pair.wins : a->second < b->second ? pair.losses : pair.ties);
      }
      p.push_back(SignTest(pair.wins, pair.losses));
      pairs.push_back(pair);
    }
  }
  const auto corrected = HolmCorrected(p);
  for (size_t i = 0; i < pairs.size(); ++i) pairs[i].p = corrected[i];
  return pairs;
}

double SignTest(int wins, int losses) {
  const int count = wins + losses;
  double tail = 0;  // of the binomial distribution, up to the rarer of the two
  for (int k = 0; k <= std::min(wins, losses); ++k) {
    tail += std::exp(std::lgamma(count + 1) - std::lgamma(k + 1) - std::lgamma(count - k + 1) -
                     count * std::log(2.0));
  }
  return std::min(1.0, 2 * tail);
}

std::vector<double> HolmCorrected(const std::vector<double>& p) {
  std::vector<size_t> order(p.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, {}, [&](size_t i) { return p[i]; });
  std::vector<double> corrected(p.size());
  double last = 0;
  for (size_t rank = 0; rank < order.size(); ++rank) {
    last = std::max(last, static_cast<double>(order.size() - rank) * p[order[rank]]);
    corrected[order[rank]] = std::min(1.0, last);
  }
  return corrected;
}

}  // namespace spk
