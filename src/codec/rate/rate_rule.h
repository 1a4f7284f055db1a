// How the encoder's settings are found, segment by segment: one file a rule.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "codec/model.h"
#include "spk/codec.h"

namespace spk {

// A segment as coded with some settings.
struct Candidate {
  EncoderSettings settings;
  PackedSegment packed;
  double si_snr = 0;  // of its decode in dB, where the rule asks for that
};

// One for a recording. Segments are tried side by side and kept in the order of the file, so that
// what is written does not depend on the number of threads.
class RateRule {
 public:
  RateRule() = default;
  RateRule(const RateRule&) = delete;
  RateRule(RateRule&&) = delete;
  RateRule& operator=(const RateRule&) = delete;
  RateRule& operator=(RateRule&&) = delete;
  virtual ~RateRule() = default;

  // Whether what was tried is to be decoded and measured.
  virtual bool asks_quality() const { return false; }

  // What to try next of a channel of the segment at this index, given what was tried of it; nothing
  // when that is enough. Called side by side, and not empty at first.
  virtual std::optional<EncoderSettings> Try(uint64_t segment,
                                             std::span<const Candidate> tried) const = 0;

  // Which of them is written. Called once a channel of a segment, in the order of the file.
  virtual size_t Keep(std::span<const Candidate> tried) = 0;

  // Segments kept so far of which nothing that was tried reaches what the rule is to hold.
  virtual uint64_t segments_short() const { return 0; }
};

// The settings of every segment, from options that have every value (Codec::WithDefaults).
EncoderSettings SettingsOf(const EncodeOptions& options);

// The rule that such options ask for, but for a bit rate (codec/encode_at_bitrate.h).
std::unique_ptr<RateRule> MakeRateRule(const EncodeOptions& options, const ModelFacts& facts);

}  // namespace spk
