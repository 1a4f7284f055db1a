#include "bitstream/adaptive/range_coder.h"

namespace spk {

uint32_t CodingInterval::Shortest() const {
  for (int kept = 0; kept < 4; ++kept) {
    const uint32_t rest = 0xFFFFFFFFU >> (8 * kept);
    const uint32_t rounded = (low_ + rest) & ~rest;  // up; wraps to 0 where that is beyond all
    if (rounded >= low_ && rounded <= high_) return rounded;
  }
  return low_;
}

std::vector<uint8_t> RangeEncoder::Finish() {
  const uint32_t last = interval_.Shortest();
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes_.push_back(static_cast<uint8_t>(last >> shift));
  }
  while (!bytes_.empty() && bytes_.back() == 0) bytes_.pop_back();
  return std::move(bytes_);
}

bool RangeDecoder::AtEnd() const {
  const bool nothing_more = bytes_.size() <= position_ && (bytes_.empty() || bytes_.back() != 0);
  return nothing_more && value_ == interval_.Shortest();
}

}  // namespace spk
