#include "codec/rate/planned_rate.h"

#include <algorithm>
#include <cmath>

namespace spk {
namespace {

// Half a prompt's step more than the size is planned, so that the next prompts take back as often
// as not.
constexpr double kPlannedOver = 1.06;
// Decibels that a byte must bring: too many, and too few, for any.
constexpr double kDearest = 1e3;
constexpr double kCheapest = 1e-9;

// What a prompt gives that was not tried: decibels and the logarithm of bytes change evenly.
RatePoint Between(const RateCurve& curve, int mu) {
  if (curve.size() == 1) return curve.front();
  auto upper = std::ranges::find_if(curve, [mu](const RatePoint& p) { return p.mu >= mu; });
  if (upper == curve.begin()) ++upper;
  if (upper == curve.end()) --upper;
  const RatePoint& from = *(upper - 1);
  const double share = static_cast<double>(mu - from.mu) / (upper->mu - from.mu);
  const double mid = std::pow(upper->mid_bytes / from.mid_bytes, share);
  const double side =
      from.side_bytes > 0 ? std::pow(upper->side_bytes / from.side_bytes, share) : 0;
  return {.mu = mu,
          .mid_bytes = from.mid_bytes * mid,
          .side_bytes = from.side_bytes * side,
          .si_snr = from.si_snr + share * (upper->si_snr - from.si_snr)};
}

}  // namespace

PlannedRate::PlannedRate(const EncoderSettings& settings, const ModelFacts& facts,
                         const std::map<uint64_t, RateCurve>& curves, double bytes)
    : settings_(settings), lowest_(facts.lowest_prompt), highest_(facts.prompts - 1) {
  double dear = kDearest;
  double cheap = kCheapest;
  for (int i = 0; i < 60; ++i) {
    const double middle = std::sqrt(dear * cheap);
    PlanAt(curves, middle);
    (PlannedBytes() > kPlannedOver * bytes ? cheap : dear) = middle;
  }
  PlanAt(curves, kDearest);
  if (PlannedBytes() > bytes) short_ = plan_.size();
  PlanAt(curves, dear);
  const double share = std::min(1.0, bytes / std::max(1.0, PlannedBytes()));
  for (auto& [segment, planned] : plan_) planned.due *= share;
}

void PlannedRate::PlanAt(const std::map<uint64_t, RateCurve>& curves, double decibels_a_byte) {
  for (const auto& [segment, curve] : curves) {
    RatePoint best;
    double most = -INFINITY;
    for (int mu = lowest_; mu <= highest_; ++mu) {
      const RatePoint point = Between(curve, mu);
      const double gain = point.si_snr - decibels_a_byte * point.bytes();
      if (gain >= most) best = point;
      most = std::max(most, gain);
    }
    plan_[segment] = {.point = best, .due = best.bytes()};
  }
}

double PlannedRate::PlannedBytes() const {
  double bytes = 0;
  for (const auto& [segment, planned] : plan_) bytes += planned.due;
  return bytes;
}

std::optional<EncoderSettings> PlannedRate::Try(uint64_t segment,
                                                std::span<const Candidate> tried) const {
  const int mu = plan_.at(segment).point.mu + static_cast<int>(tried.size());
  if (tried.size() == 2 || mu > highest_) return std::nullopt;
  EncoderSettings next = settings_;
  next.mu = mu;
  return next;
}

size_t PlannedRate::Keep(std::span<const Candidate> tried) {
  const Segment& segment = tried.front().packed.segment;
  const auto bytes = [&](size_t i) { return static_cast<double>(tried[i].packed.chunk_bytes); };
  if (segment.channel == 0) {  // the side takes the prompt of its mid
    const Planned& planned = plan_.at(segment.index);
    owed_ += planned.due;
    const double both = 1 + planned.point.side_bytes / planned.point.mid_bytes;
    next_ =
        tried.size() == 2 && std::abs(owed_ - both * bytes(1)) < std::abs(owed_ - both * bytes(0));
  }
  const size_t kept = next_ && tried.size() == 2 ? 1 : 0;
  owed_ -= bytes(kept);
  return kept;
}

}  // namespace spk
