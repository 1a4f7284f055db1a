#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "cli/batch.h"
#include "cli/eval_table.h"
#include "cli/evaluate_recording.h"
#include "cli/text_output.h"
#include "evaluation/record.h"

namespace spk {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

struct Options : RecordingOptions {
  std::string decoded;  // folder of what another codec made
  std::string csv;
  std::string json;
  std::vector<std::string> meters;  // NAME=COMMAND
};

// Fails with kUsage, also where a name would not be the only one of its column.
Result<std::vector<Meter>> ParseMeters(const std::vector<std::string>& texts) {
  std::vector<Meter> meters;
  ordered_json columns = Record({}, {});
  for (const std::string& text : texts) {
    auto meter = Meter::Parse(text);
    if (!meter) return tl::make_unexpected(meter.error());
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
  if (!original) return tl::make_unexpected(original.error());
  const auto decoded = open_decoded();
  if (!decoded) return tl::make_unexpected(decoded.error());
  FileEvaluation evaluation;
  evaluation.name = path;
  std::error_code error;
  for (const auto& item : fs::directory_iterator(folder, error)) {
    if (item.path().stem() == decoded_path.stem() && item.path() != decoded_path) {
      evaluation.rate.bytes = item.file_size(error);
    }
  }
  auto comparison = Compare(**original, **decoded);
  if (!comparison) return tl::make_unexpected(comparison.error());
  evaluation.rate.seconds = static_cast<double>(comparison->samples) / kEvaluationRate;
  auto figures = RunMeters(
      meters,
      {.original = open_original, .decode = open_decoded, .seconds = evaluation.rate.seconds},
      threads, [&](double seconds) { return progress(seconds, 0); });
  if (!figures) return tl::make_unexpected(figures.error());
  evaluation.decodes.push_back({.steps = std::nullopt,
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
  std::cout << OctaveTable(records.totals);
}

using Measure = std::function<Result<FileEvaluation>(const std::string& path, int threads,
                                                     const TaskProgress& progress)>;

// Prints a row as soon as it is known.
Result<int> MeasureAll(const std::vector<Task>& tasks, const Options& options,
                       const std::vector<std::string>& meters, const Measure& measure,
                       std::vector<FileEvaluation>* measured) {
  std::cout << EvalTableHead(meters);
  return RunTasks(tasks, options, Recordings(),
                  [&](const Task& task, int threads, const TaskProgress& progress) {
                    TaskReport report;
                    auto evaluation = measure(task.input, threads, progress);
                    if (!evaluation) {
                      report.result = tl::make_unexpected(evaluation.error());
                      return report;
                    }
                    for (const DecodeEvaluation& decode : evaluation->decodes) {
                      std::cout << EvalTableRow(Record(*evaluation, decode), meters) << std::flush;
                    }
                    measured->push_back(std::move(*evaluation));
                    return report;
                  });
}

Result<int> Eval(const Options& options) {
  const auto meters = ParseMeters(options.meters);
  if (!meters) return tl::make_unexpected(meters.error());
  const auto tasks = PlanEvaluation(options);
  if (!tasks) return tl::make_unexpected(tasks.error());
  auto csv = TextOutput::Create(options.csv, options.force);
  if (!csv) return tl::make_unexpected(csv.error());
  auto json = TextOutput::Create(options.json, options.force);
  if (!json) return tl::make_unexpected(json.error());

  ordered_json about;
  std::optional<NamedCodec> named;
  if (options.decoded.empty()) {
    auto loaded = LoadNamedCodec(options);
    if (!loaded) return tl::make_unexpected(loaded.error());
    named = std::move(*loaded);
    about = {{"model", named->name}, {"id", ModelIdText(named->codec.model_id())}};
  }
  for (const Meter& meter : *meters) about["meters"][meter.name()] = meter.command();
  const std::vector<std::string> meter_names = NamesOf(*meters);
  std::vector<FileEvaluation> measured;
  auto code = MeasureAll(
      *tasks, options, meter_names,
      [&](const std::string& path, int threads, const TaskProgress& progress) {
        return named ? EvaluateRecording(*named, options, *meters, path, threads, progress)
                     : CompareWithDecoded(path, options.decoded, *meters, threads, progress);
      },
      &measured);
  if (!code) return code;
  const Records records = RecordAll(measured);
  PrintTotals(records, meter_names);
  if (auto written = csv->Write(CsvText(records)); !written) {
    return tl::make_unexpected(written.error());
  }
  if (auto written = json->Write(JsonText(about, records)); !written) {
    return tl::make_unexpected(written.error());
  }
  return code;
}

}  // namespace

int RunEval(int argc, char** argv) {
  CLI::App app(
      "Codes recordings and measures what they cost and how far what comes back is from the "
      "original, both as mono at 22.05 kHz.",
      "spk eval");
  app.footer("Examples:\n  spk eval DIR --csv out.csv\n  spk eval --steps 0,8 a.wav");
  Options options;
  AddRecordingOptions(&app, &options);
  app.add_option("--decoded", options.decoded,
                 "measure what another codec made instead: DIR/NAME.wav is NAME decoded, and the "
                 "file DIR/NAME.* beside it what was coded");
  app.add_option("--meter", options.meters,
                 "NAME=COMMAND: a program that measures too, a column NAME of its figures. Run "
                 "without a shell, {ref} and {test} being mono WAVs of the original and the "
                 "decode at 48 kHz ({ref:22050}: another rate), once for each 30 s or less; its "
                 "figure is the last line it prints that is a number and nothing else. May be "
                 "given several times")
      ->allow_extra_args(false);
  app.add_option("--csv", options.csv, "write all figures to this file");
  app.add_option("--json", options.json, "write all figures to this file");
  app.add_flag("-f,--force", options.force, "replace files that exist");
  return ParseAndRun(app, argc, argv, [&] {
    const auto code = Eval(options);
    if (code) return FinishOutput(*code);
    spdlog::error("{}", code.error().message);
    return static_cast<int>(code.error().code);
  });
}

}  // namespace spk
