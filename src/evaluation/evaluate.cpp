#include "evaluation/evaluate.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <sstream>

#include "audio/codec_input.h"
#include "audio/sample_file.h"
#include "codec/round_trip.h"
#include "spk/file_summary.h"

namespace spk {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kBlock = 1 << 14;
constexpr double kLengthTolerance = 0.5;  // seconds

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

uint64_t PeakMemory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

Rate RateOf(const FileSummary& summary) {
  Rate rate{.seconds = summary.seconds(),
            .bytes = summary.bytes,
            .sparse_bytes = summary.sparse_bytes(),
            .paper_bits = summary.paper_bits(),
            .events = summary.events(),
            .packings = summary.packings()};
  for (const SegmentSummary& segment : summary.segments) {
    rate.cells +=
        static_cast<uint64_t>(segment.steps) * static_cast<uint64_t>(summary.header.units);
  }
  return rate;
}

std::vector<SegmentCost> SegmentCosts(const FileSummary& summary) {
  const FileHeader& header = summary.header;
  const double step = static_cast<double>(header.hop) / header.codec_rate;
  std::vector<SegmentCost> costs;
  for (const SegmentSummary& segment : summary.segments) {
    costs.push_back({.start = static_cast<double>(segment.index) * header.steps * step,
                     .seconds = segment.steps * step,
                     .bits = segment.bytes * 8,
                     .events = segment.events,
                     .mu = segment.mu});
  }
  return costs;
}

// Writes a decode by so many sampling steps.
using WriteDecode = std::function<Result<void>(int64_t sampling_steps, AudioSink& sink)>;

WriteDecode DecodeOf(const Codec& codec, const std::string& spk,
                     const EvaluationOptions& evaluation) {
  return [&](int64_t sampling_steps, AudioSink& sink) -> Result<void> {
    std::istringstream in(spk);
    auto reader = SpkReader::Open(in);
    SPK_TRY(reader);
    DecodeOptions options;
    options.sampling_steps = sampling_steps;
    options.generate = evaluation.generate;
    options.sample_rate = kEvaluationRate;
    options.threads = evaluation.encode.threads;
    options.progress = evaluation.encode.progress;
    SPK_TRY(codec.Decode(*reader, sink, options));
    return {};
  };
}

WriteDecode DecodeOf(const Baseline& model, const OpenSource& open,
                     const EvaluationOptions& evaluation) {
  return [&](int64_t sampling_steps, AudioSink& sink) -> Result<void> {
    auto source = open();
    SPK_TRY(source);
    return RoundTrip(model, **source, sink,
                     {.sampling = {.steps = sampling_steps, .generate = evaluation.generate},
                      .threads = evaluation.encode.threads,
                      .progress = evaluation.encode.progress});
  };
}

Result<DecodeEvaluation> EvaluateDecode(const WriteDecode& write, int64_t sampling_steps,
                                        const EvaluationOptions& evaluation,
                                        const OpenSource& open) {
  SampleFile decoded;
  const auto start = Clock::now();
  SPK_TRY(write(sampling_steps, decoded));
  const double elapsed = SecondsSince(start);
  auto reference = open();
  SPK_TRY(reference);
  auto comparison = Compare(**reference, *decoded.Source());
  SPK_TRY(comparison);
  const double seconds = static_cast<double>(comparison->samples) / kEvaluationRate;
  auto meters =
      RunMeters(evaluation.meters,
                {.original = open, .decode = [&] { return decoded.Source(); }, .seconds = seconds},
                evaluation.encode.threads, evaluation.encode.progress);
  SPK_TRY(meters);
  return DecodeEvaluation{.sampling_steps = sampling_steps,
                          .elapsed = elapsed,
                          .comparison = std::move(*comparison),
                          .meters = std::move(*meters)};
}

Result<void> EvaluateDecodes(const WriteDecode& write, const EvaluationOptions& options,
                             const OpenSource& open, FileEvaluation* evaluation) {
  for (const int64_t sampling_steps : options.sampling_steps) {
    auto decode = EvaluateDecode(write, sampling_steps, options, open);
    SPK_TRY(decode);
    evaluation->decodes.push_back(std::move(*decode));
  }
  evaluation->peak_memory = PeakMemory();
  return {};
}

void AddTo(ComparisonReport* whole, const ComparisonReport& part, size_t files) {
  whole->samples += part.samples;
  whole->si_snr += part.si_snr / static_cast<double>(files);
  whole->windows.insert(whole->windows.end(), part.windows.begin(), part.windows.end());
  whole->silent_windows += part.silent_windows;
}

void AddTo(std::vector<MeterFigure>* whole, const std::vector<MeterFigure>& part) {
  whole->resize(part.size());
  for (size_t i = 0; i < part.size(); ++i) {
    (*whole)[i].name = part[i].name;
    (*whole)[i].sum += part[i].sum;
    (*whole)[i].seconds += part[i].seconds;
  }
}

}  // namespace

Rate& Rate::operator+=(const Rate& other) {
  seconds += other.seconds;
  bytes += other.bytes;
  sparse_bytes += other.sparse_bytes;
  paper_bits += other.paper_bits;
  events += other.events;
  cells += other.cells;
  for (size_t i = 0; i < packings.size(); ++i) packings[i] += other.packings[i];
  return *this;
}

Result<FileEvaluation> Evaluate(const Codec& codec, const OpenSource& open,
                                const EvaluationOptions& options) {
  auto source = open();
  SPK_TRY(source);
  std::ostringstream out;
  const auto start = Clock::now();
  const auto encoded = codec.Encode(**source, out, options.encode);
  SPK_TRY(encoded);
  const double elapsed = SecondsSince(start);
  auto evaluation = EvaluateCoded(codec, out.str(), open, options);
  if (evaluation) evaluation->elapsed = elapsed;
  return evaluation;
}

Result<FileEvaluation> EvaluateCoded(const Codec& codec, std::string coded, const OpenSource& open,
                                     const EvaluationOptions& options) {
  FileEvaluation evaluation;
  evaluation.coded = std::move(coded);
  std::istringstream in(evaluation.coded);
  const auto summary = Summarize(in, [&](const ModelId&) { return codec.event_tables(); });
  SPK_TRY(summary);
  evaluation.rate = RateOf(*summary);
  evaluation.segments = SegmentCosts(*summary);
  SPK_TRY(EvaluateDecodes(DecodeOf(codec, evaluation.coded, options), options, open, &evaluation));
  return evaluation;
}

Result<FileEvaluation> EvaluateBaseline(const Baseline& model, const OpenSource& open,
                                        const EvaluationOptions& options) {
  FileEvaluation evaluation;
  SPK_TRY(EvaluateDecodes(DecodeOf(model, open, options), options, open, &evaluation));
  if (evaluation.decodes.empty()) return evaluation;
  const BaselineFacts& facts = model.facts();
  const auto samples = static_cast<double>(evaluation.decodes.front().comparison.samples);
  evaluation.rate.seconds = samples / kEvaluationRate;
  const double steps = std::ceil(evaluation.rate.seconds * facts.geometry.steps_per_second());
  evaluation.rate.paper_bits = static_cast<uint64_t>(steps * facts.bits_per_step);
  return evaluation;
}

Result<ComparisonReport> Compare(AudioSource& reference, AudioSource& estimate) {
  CodecInput reference_input(&reference, /*channels=*/1, kEvaluationRate);
  CodecInput estimate_input(&estimate, /*channels=*/1, kEvaluationRate);
  Comparison comparison(kEvaluationRate);
  std::vector<float> x(kBlock);
  std::vector<float> y(kBlock);
  int64_t excess = 0;  // samples that the estimate has more
  while (true) {
    const auto wanted = reference_input.Read(x);
    SPK_TRY(wanted);
    const auto found = estimate_input.Read(y);
    SPK_TRY(found);
    if (*wanted == 0 && *found == 0) break;
    excess += *found - *wanted;
    std::fill(y.begin() + *found, y.end(), 0.0F);
    const auto count = static_cast<size_t>(*wanted);
    comparison.Add({x.data(), count}, {y.data(), count});
  }
  const double difference = static_cast<double>(excess) / kEvaluationRate;
  if (std::abs(difference) >= kLengthTolerance) {
    std::ostringstream message;
    message << "the decoded recording is " << std::abs(difference) << " s "
            << (difference > 0 ? "longer" : "shorter") << " than the original";
    return Fail(ErrorCode::kInput, message.str());
  }
  return comparison.Finish();
}

FileEvaluation Total(std::span<const FileEvaluation> files) {
  FileEvaluation total;
  total.name = "total";
  for (const FileEvaluation& file : files) {
    total.rate += file.rate;
    total.elapsed += file.elapsed;
    total.peak_memory = std::max(total.peak_memory, file.peak_memory);
    total.decodes.resize(file.decodes.size());
    for (size_t i = 0; i < file.decodes.size(); ++i) {
      const DecodeEvaluation& part = file.decodes[i];
      DecodeEvaluation& whole = total.decodes[i];
      whole.sampling_steps = part.sampling_steps;
      whole.elapsed += part.elapsed;
      AddTo(&whole.comparison, part.comparison, files.size());
      AddTo(&whole.meters, part.meters);
    }
  }
  return total;
}

}  // namespace spk
