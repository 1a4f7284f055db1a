#include "codec/rate/bit_reservoir.h"

#include <algorithm>

namespace spk {
namespace {

constexpr int kTried = 5;
constexpr double kMostSeconds = 30;
constexpr double kShareOfMid = 0.5;  // of what there is, where a side follows

}  // namespace

BitReservoir::BitReservoir(const EncoderSettings& settings, const ModelFacts& facts,
                           const Budget& budget)
    : ladder_(settings, facts, kTried), budget_(budget), saved_(-budget.bytes_beside) {}

size_t BitReservoir::Keep(std::span<const Candidate> tried) {
  const PackedSegment& first = tried.front().packed;
  const bool is_mid = first.segment.channel == 0;
  if (is_mid) {
    const double most = budget_.bytes_a_step * kMostSeconds / budget_.seconds_a_step;
    saved_ = std::min(saved_ + budget_.bytes_a_step * first.steps, most);
  }
  const double allowed = is_mid && budget_.channels > 1 ? kShareOfMid * saved_ : saved_;
  size_t kept = 0;
  while (kept + 1 < tried.size() && static_cast<double>(tried[kept].packed.chunk_bytes) > allowed) {
    ++kept;
  }
  const auto bytes = static_cast<double>(tried[kept].packed.chunk_bytes);
  short_ += bytes > allowed ? 1 : 0;
  saved_ -= bytes;
  return kept;
}

}  // namespace spk
