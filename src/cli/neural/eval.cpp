#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>

#include "cli/neural/commands.h"
#include "cli/neural/eval_table.h"
#include "cli/neural/evaluate_recording.h"
#include "cli/neural/journal.h"
#include "cli/neural/source_stamp.h"
#include "cli/recordings.h"
#include "cli/text_output.h"
#include "evaluation/record.h"
#include "evaluation/window_figures.h"

namespace spk {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

// Fails with kUsage, also where a name would not be the only one of its column.
Result<std::vector<Meter>> ParseMeters(const std::vector<std::string>& texts) {
  std::vector<Meter> meters;
  ordered_json columns = Record({}, {});
  for (const std::string& text : texts) {
    auto meter = Meter::Parse(text);
    SPK_TRY(meter);
    if (columns.contains(meter->name())) {
      return Fail(ErrorCode::kUsage,
                  "meter " + meter->name() + ": there is a column of this name already");
    }
    columns[meter->name()] = nullptr;
    meters.push_back(std::move(*meter));
  }
  return meters;
}

std::vector<std::string> NamesOf(const std::vector<Meter>& meters) {
  std::vector<std::string> names;
  names.reserve(meters.size());
  for (const Meter& meter : meters) names.push_back(meter.name());
  return names;
}

// FOLDER/NAME.wav beside the coded file, FOLDER/NAME.* with any other extension.
Result<FileEvaluation> CompareWithDecoded(const std::string& path, const std::string& folder,
                                          const std::vector<Meter>& meters, int threads,
                                          const TaskProgress& progress) {
  const fs::path decoded_path = fs::path(folder) / fs::path(path).stem().concat(".wav");
  const OpenSource open_original = [&] { return OpenRecording(path); };
  const OpenSource open_decoded = [&]() -> Result<std::unique_ptr<AudioSource>> {
    auto decoded = OpenRecording(decoded_path);
    if (decoded) return decoded;
    return Fail(decoded.error().code, decoded_path.string() + ": " + decoded.error().message);
  };
  const auto original = open_original();
  SPK_TRY(original);
  const auto decoded = open_decoded();
  SPK_TRY(decoded);
  FileEvaluation evaluation;
  evaluation.name = path;
  std::error_code error;
  for (const auto& item : fs::directory_iterator(folder, error)) {
    if (item.path().stem() == decoded_path.stem() && item.path() != decoded_path) {
      evaluation.rate.bytes = item.file_size(error);
    }
  }
  auto comparison = Compare(**original, **decoded);
  SPK_TRY(comparison);
  evaluation.rate.seconds = static_cast<double>(comparison->samples) / kEvaluationRate;
  auto figures = RunMeters(
      meters,
      {.original = open_original, .decode = open_decoded, .seconds = evaluation.rate.seconds},
      threads, [&](double seconds) { return progress(seconds, 0); });
  SPK_TRY(figures);
  evaluation.decodes.push_back({.sampling_steps = std::nullopt,
                                .elapsed = 0,
                                .comparison = std::move(*comparison),
                                .meters = std::move(*figures)});
  return evaluation;
}

void PrintTotals(const Records& records, const std::vector<std::string>& meters) {
  for (const ordered_json& record : records.totals) std::cout << EvalTableRow(record, meters);
  if (records.totals.empty()) return;
  const ordered_json& total = records.totals.front();
  std::cout << fmt::format(
      "\n{} windows of 6 s, {} more left out as silent (under -60 dB of full scale, or 45 dB under "
      "the recording).\nSI-SNR: of the whole, then over windows.\nEnergy of the error over that of "
      "the original by octave, dB:\n",
      total.at("windows").get<int64_t>(), total.at("silent_windows").get<int64_t>());
  std::cout << OctaveErrorTable(records.totals);
  std::cout << "Energy of the decode over that of the original by octave, dB: mean over windows, "
               "and in how many it is within 4 dB:\n"
            << OctaveLevelTable(records.totals);
}

// How rate and quality spread; another codec's files have no rate by window.
void PrintSpread(std::span<const FileEvaluation> files) {
  const std::string table = SpreadTable(SpreadsOf(files));
  if (!table.empty()) std::cout << "Over the windows:\n" << table;
}

using Measure =
    std::function<Result<FileEvaluation>(const Task& task, int threads, const TaskProgress&)>;

// Prints a row as soon as it is known.
class Table {
 public:
  explicit Table(const std::vector<std::string>& meters) : meters_(meters) {
    std::cout << EvalTableHead(meters);
  }

  void Add(const FileEvaluation& evaluation) {
    const std::lock_guard lock(mutex_);
    for (const DecodeEvaluation& decode : evaluation.decodes) {
      std::cout << EvalTableRow(Record(evaluation, decode), meters_) << std::flush;
    }
  }

 private:
  const std::vector<std::string>& meters_;
  std::mutex mutex_;
};

// All that figures depend on beside the recording and its .spk file.
std::string WayOf(const EvalCommand& options, std::string way, const ModelId& model,
                  int64_t default_sampling_steps) {
  way += " model=" + ModelIdText(model);
  for (const int64_t steps : StepsOf(default_sampling_steps, options)) {
    way += " steps=" + std::to_string(steps);
  }
  if (options.generate < 1) way += fmt::format(" generate={}", options.generate);
  for (const std::string& meter : options.meters) way += " meter " + meter;
  return way;
}

// What is measured: a model with events or without, or another codec's decodes.
struct Subject {
  ordered_json about;
  std::string way;  // in the journal, which there is none of with --decoded
  Measure measure;
};

Subject CodecSubject(const std::shared_ptr<const NamedCodec>& named, const EvalCommand& options,
                     const std::vector<Meter>& meters) {
  const Codec& codec = named->codec;
  const std::string encoded =
      options.coded.empty() ? StampedOptions(codec.WithDefaults(options.encode), "auto") : "coded";
  return {.about = {{"model", named->name}, {"id", ModelIdText(codec.model_id())}},
          .way = WayOf(options, encoded, codec.model_id(), codec.default_sampling_steps()),
          .measure = [&, named](const Task& task, int threads, const TaskProgress& progress) {
            return EvaluateRecording(*named, options, meters, task, threads, progress);
          }};
}

Subject BaselineSubject(const std::shared_ptr<const NamedBaseline>& named,
                        const EvalCommand& options, const std::vector<Meter>& meters) {
  const BaselineFacts& facts = named->model->facts();
  return {.about = {{"model", named->name}, {"id", ModelIdText(facts.id)}},
          .way = WayOf(options, "round trip", facts.id, facts.default_sampling_steps),
          .measure = [&, named](const Task& task, int threads, const TaskProgress& progress) {
            return EvaluateRecording(*named->model, options, meters, task, threads, progress);
          }};
}

// Nothing that only a model with events can do. Fails with kUsage.
Result<void> CheckWithoutEvents(const EvalCommand& options) {
  const EncodeOptions& encode = options.encode;
  const bool asks = !options.coded.empty() || encode.refinement || encode.lambda || encode.mu ||
                    encode.min_si_snr || encode.bitrate;
  if (!asks) return {};
  return Fail(ErrorCode::kUsage, options.model +
                                     ": a baseline without events has no --coded, --refine, "
                                     "--lambda, --mu, --min-si-snr and --bitrate");
}

Result<Subject> FindSubject(const EvalCommand& options, const std::vector<Meter>& meters) {
  if (!options.decoded.empty()) {
    return Subject{.about = {},
                   .way = "",
                   .measure = [&](const Task& task, int threads, const TaskProgress& progress) {
                     return CompareWithDecoded(task.input, options.decoded, meters, threads,
                                               progress);
                   }};
  }
  auto baseline = LoadNamedBaseline(options.model, options.device);
  SPK_TRY(baseline);
  if (*baseline) {
    SPK_TRY(CheckWithoutEvents(options));
    auto named = std::make_shared<const NamedBaseline>(std::move(**baseline));
    return BaselineSubject(named, options, meters);
  }
  auto loaded = LoadNamedCodec(options.model, options.device, options.encode);
  SPK_TRY(loaded);
  auto named = std::make_shared<const NamedCodec>(std::move(*loaded));
  return CodecSubject(named, options, meters);
}

Result<int> MeasureAll(const EvalCommand& options, const std::vector<std::string>& meters,
                       const Measure& measure, Journal* journal,
                       std::vector<FileEvaluation>* measured) {
  Table table(meters);
  // Each task has a place of its own: several may be under way.
  std::vector<std::optional<FileEvaluation>> places(options.tasks.size());
  const auto measure_one = [&](const Task& task, int threads,
                               const TaskProgress& progress) -> Result<FileEvaluation> {
    if (auto known = journal->Find(task)) return std::move(*known);
    auto evaluation = measure(task, threads, progress);
    SPK_TRY(evaluation);
    SPK_TRY(journal->Add(task, *evaluation));
    return evaluation;
  };
  auto code = RunTasks(options.tasks, options.workers, Recordings(),
                       [&](const Task& task, int threads, const TaskProgress& progress) {
                         TaskReport report;
                         auto evaluation = measure_one(task, threads, progress);
                         if (!evaluation) {
                           report.result = tl::make_unexpected(evaluation.error());
                           return report;
                         }
                         table.Add(*evaluation);
                         places[static_cast<size_t>(&task - options.tasks.data())] =
                             std::move(*evaluation);
                         return report;
                       });
  for (std::optional<FileEvaluation>& place : places) {
    if (place) measured->push_back(std::move(*place));
  }
  return code;
}

}  // namespace

Result<int> Eval(const EvalCommand& options) {
  const auto meters = ParseMeters(options.meters);
  SPK_TRY(meters);
  auto csv = TextOutput::Create(options.csv, options.force);
  SPK_TRY(csv);
  auto json = TextOutput::Create(options.json, options.force);
  SPK_TRY(json);
  auto windows = TextOutput::Create(options.windows, options.force);
  SPK_TRY(windows);

  auto subject = FindSubject(options, *meters);
  SPK_TRY(subject);
  for (const Meter& meter : *meters) subject->about["meters"][meter.name()] = meter.command();
  if (options.generate < 1) subject->about["generate"] = options.generate;
  const std::vector<std::string> meter_names = NamesOf(*meters);
  std::vector<FileEvaluation> measured;
  Journal journal;
  SPK_TRY(journal.Open(options.journal, subject->way));
  auto code = MeasureAll(options, meter_names, subject->measure, &journal, &measured);
  if (!code) return code;
  const Records records = RecordAll(measured);
  PrintTotals(records, meter_names);
  PrintSpread(measured);
  SPK_TRY(csv->Write(CsvText(records)));
  SPK_TRY(json->Write(JsonText(subject->about, records)));
  SPK_TRY(windows->Write(WindowsCsv(measured)));
  return FinishOutput(*code);
}

}  // namespace spk
