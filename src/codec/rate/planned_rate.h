#pragma once

#include <map>

#include "codec/rate/rate_survey.h"

namespace spk {

// The second of two passes: a prompt for every segment such that the file comes to a size, and the
// sum of the decibels of all segments is as large as it can be at that size.
class PlannedRate final : public RateRule {
 public:
  // bytes: for all segments. The curves are those of the first pass, of at least one point each.
  PlannedRate(const EncoderSettings& settings, const ModelFacts& facts,
              const std::map<uint64_t, RateCurve>& curves, double bytes);

  // The planned prompt, and the next one, which the bytes may ask for as the file goes on.
  std::optional<EncoderSettings> Try(uint64_t segment,
                                     std::span<const Candidate> tried) const override;
  size_t Keep(std::span<const Candidate> tried) override;
  // All, where even the prompts of the lowest rate take more than the size.
  uint64_t segments_short() const override { return short_; }

 private:
  struct Planned {
    RatePoint point;
    double due = 0;  // bytes: this segment's share of the size
  };

  void PlanAt(const std::map<uint64_t, RateCurve>& curves, double decibels_a_byte);
  double PlannedBytes() const;

  EncoderSettings settings_;
  int lowest_;
  int highest_;
  std::map<uint64_t, Planned> plan_;
  double owed_ = 0;    // bytes due so far that were not spent
  bool next_ = false;  // whether the segment at hand takes the next prompt
  uint64_t short_ = 0;
};

}  // namespace spk
