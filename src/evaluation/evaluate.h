// What the codec costs and keeps of a recording.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codec/baseline.h"
#include "evaluation/comparison.h"
#include "evaluation/run_meters.h"
#include "spk/audio.h"
#include "spk/codec.h"
#include "spk/file_summary.h"

namespace spk {

// Both sides of every comparison are heard at this rate in Hz, that of the codec.
inline constexpr int kEvaluationRate = 22050;

// Of one file, or summed over several.
struct Rate {
  double seconds = 0;         // of the recording
  uint64_t bytes = 0;         // of the whole .spk file
  uint64_t sparse_bytes = 0;  // that it would take in the four sparse packings
  uint64_t paper_bits = 0;    // by the paper's formulas: of the packings, or of a quantizer (eq. 1)
  uint64_t events = 0;
  uint64_t cells = 0;
  PackingCounts packings{};

  Rate& operator+=(const Rate& other);
};

// A segment of a .spk file: what it covers of the recording, and what it takes there.
struct SegmentCost {
  double start = 0;  // seconds
  double seconds = 0;
  uint64_t bits = 0;  // of its whole chunk
  uint64_t events = 0;
  int mu = 0;
};

struct DecodeEvaluation {
  std::optional<int64_t> sampling_steps;  // of the diffusion decoder; none = another codec's decode
  double elapsed = 0;                     // seconds of decoding, the writing of samples included
  ComparisonReport comparison;
  std::vector<MeterFigure> meters;  // in the order of EvaluationOptions
};

struct FileEvaluation {
  std::string name;
  std::string coded;  // the .spk file
  Rate rate;
  std::vector<SegmentCost> segments;  // in the order of the file; of both channels
  double elapsed = 0;                 // seconds of encoding, the reading of the recording included
  std::vector<DecodeEvaluation> decodes;
  uint64_t peak_memory = 0;  // bytes; of the process, up to then
};

struct EvaluationOptions {
  EncodeOptions
      encode;  // tags are part of what a file costs; threads and progress are of all passes
  std::vector<int64_t> sampling_steps;
  double generate = 1;        // DecodeOptions::generate
  std::vector<Meter> meters;  // to hear every decode
};

// Opens the recording once to encode it, and for each decode once and as often as the meters ask
// for another rate. Fails as Codec and RunMeters do.
Result<FileEvaluation> Evaluate(const Codec& codec, const OpenSource& open,
                                const EvaluationOptions& options);

// The same of a .spk file that is there, by its bytes; encoding took no time.
Result<FileEvaluation> EvaluateCoded(const Codec& codec, std::string coded, const OpenSource& open,
                                     const EvaluationOptions& options);

// Of a model without events, of which nothing is stored: there are no bytes, and the rate is what
// its quantizer would take, if it has one. Of the options, what is of encoding does not count but
// for threads and progress. Fails as RoundTrip and RunMeters do.
Result<FileEvaluation> EvaluateBaseline(const Baseline& model, const OpenSource& open,
                                        const EvaluationOptions& options);

// Both as mono at kEvaluationRate, side by side from their beginnings. What the estimate lacks at
// its end counts as silence. Fails with kInput, also when the lengths differ by half a second or
// more: then they are not the same recording.
Result<ComparisonReport> Compare(AudioSource& reference, AudioSource& estimate);

// All of several files with the same steps and meters: sums, and their windows in one heap, their
// segments left to them; the SI-SNR of the whole is the mean of the files'.
FileEvaluation Total(std::span<const FileEvaluation> files);

}  // namespace spk
