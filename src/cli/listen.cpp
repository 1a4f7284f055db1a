#include <spdlog/fmt/fmt.h>

#include <cmath>
#include <filesystem>
#include <iostream>

#include "cli/command.h"
#include "cli/neural.h"
#include "cli/options.h"
#include "cli/recordings.h"
#include "cli/text_output.h"
#include "listening/listening_test.h"
#include "listening/results.h"
#include "model/model_store.h"
#include "system/output_file.h"
#include "system/text.h"

namespace spk {
namespace {

// The models, and what they are compared with.
const std::vector<std::string> kUsualCodecs = {"lapped",    "free",   "sparse",
                                               "mu-sparse", "opus:8", "opus:12"};

// What the command line asked for.
struct ListenOptions : ListenCommand {
  std::vector<std::string> codec_texts;
  std::vector<std::string> results;
  std::string csv;
};

// One task a recording, and no more than trials were asked for.
Result<std::vector<Task>> PlanTrials(const ListenOptions& options) {
  RecordingOptions recordings;
  recordings.inputs = options.inputs;
  const auto all = PlanEvaluation(recordings);
  SPK_TRY(all);
  std::vector<Task> tasks;
  for (const size_t i : DrawSome(all->size(), options.trials, options.seed)) {
    tasks.push_back((*all)[i]);
  }
  return tasks;
}

Result<int> MakeTest(const std::string& name, ListenOptions* options) {
  if (options->output.empty()) return Fail(ErrorCode::kUsage, "--output is required");
  if (!options->csv.empty()) return Fail(ErrorCode::kUsage, "--csv is of --results");
  auto codecs = ParseTestedCodecs(options->codec_texts);
  SPK_TRY(codecs);
  options->codecs = std::move(*codecs);
  auto tasks = PlanTrials(*options);
  SPK_TRY(tasks);
  if (!HasWork(*tasks)) return RunTasks(*tasks, options->workers, Recordings(), {});
  const std::string page = options->output + "/test.html";
  if (std::error_code none; !options->force && std::filesystem::exists(page, none)) {
    return Fail(ErrorCode::kOutput, page + ": exists (use -f to overwrite)");
  }
  for (const TestedCodec& codec : options->codecs) {  // before anything is loaded
    if (!codec.model.empty()) SPK_TRY(FindModel(codec.model));
  }
  const auto neural = LoadNeuralPart(name, ShareCores(options->workers, tasks->size()));
  SPK_TRY(neural);
  options->tasks = std::move(*tasks);
  return (*neural)->listen(*options);
}

void PrintResults(const ListeningResults& results) {
  const auto& names = results.ratings.stimuli;
  std::cout << fmt::format("{:24} {:>8} {:>8} {:>6} {:>15}\n", "stimulus", "kbit/s", "ratings",
                           "mean", "95 %");
  for (const StimulusFigures& one : results.figures) {
    std::cout << fmt::format("{:24} {:>8} {:8} {:6.1f} {:>15}\n", Printable(names[one.stimulus]),
                             std::isnan(one.kbps) ? "-" : fmt::format("{:.2f}", one.kbps),
                             one.ratings, one.mean,
                             fmt::format("{:.1f} to {:.1f}", one.low, one.high));
  }
  std::cout << fmt::format("\n{:24} {:24} {:>6} {:>6} {:>6} {:>9}\n", "rated over", "", "wins",
                           "losses", "ties", "p");
  for (const PairFigures& pair : results.pairs) {
    std::cout << fmt::format("{:24} {:24} {:6} {:6} {:6} {:>9}\n", Printable(names[pair.first]),
                             Printable(names[pair.second]), pair.wins, pair.losses, pair.ties,
                             pair.p < 0.0001 ? "<0.0001" : fmt::format("{:.4f}", pair.p));
  }
}

void PrintListeners(const ListeningResults& results) {
  const size_t all = results.ratings.listeners.size();
  std::cout << "\n" << CountText(all, "listener", "listeners");
  if (!results.rejected.empty()) {
    std::cout << ", left out:";
    for (const std::string& name : results.rejected) std::cout << " " << Printable(name);
    std::cout << " (hidden reference under 90 in more than 15 % of the trials)";
  }
  std::cout << ". p: sign test, corrected by Holm for "
            << CountText(results.pairs.size(), "pair", "pairs") << ".\n";
}

Result<void> DrawPicture(const ListeningResults& results, const ListenOptions& options) {
  if (options.output.empty()) return {};
  auto file = OutputFile::Create(options.output, options.force);
  SPK_TRY(file);
  const bool svg = HasSuffix(options.output, ".svg");
  if (auto drawn = DrawResults(results, svg, file->path()); !drawn) {
    return Fail(drawn.error().code, options.output + ": " + drawn.error().message);
  }
  return file->Commit();
}

Result<int> ShowResults(const ListenOptions& options) {
  auto csv = TextOutput::Create(options.csv, options.force);
  SPK_TRY(csv);
  auto ratings = ReadRatings(options.results);
  SPK_TRY(ratings);
  const auto results = Analyse(std::move(*ratings), options.seed);
  SPK_TRY(results);
  SPK_TRY(csv->Write(ResultsCsv(*results)));
  SPK_TRY(DrawPicture(*results, options));
  PrintResults(*results);
  PrintListeners(*results);
  return 0;
}

void AddTestOptions(CLI::App* app, ListenOptions* options) {
  options->inputs.recursive = true;
  options->inputs.patterns = RecordingPatterns();
  AddInputOptions(app, &options->inputs);
  app->add_option(
         "--codec", options->codec_texts,
         "what is compared: MODEL, MODEL:KEY=VALUE… (mu, bitrate, min-si-snr, refine, "
         "lambda, steps), opus:KBPS, or NAME=COMMAND with {in} and {out} for WAVs, and "
         "{coded} for what lies between. May be given several times (lapped, free, sparse, "
         "mu-sparse, opus:8, opus:12)")
      ->type_name("CODEC")
      ->allow_extra_args(false);
  app->add_option("--trials", options->trials, "recordings at most, drawn by the seed (10)")
      ->check(WholeFrom(1, 99));
  app->add_option("--start", options->start,
                  "where the clips begin, seconds (in the middle of each recording)")
      ->check(NumberFrom(0.0, 1e9));
  app->add_option("--duration", options->duration, "of the clips, seconds (12)")
      ->check(NumberFrom(1, 12));
  AddDeviceOption(app, &options->device);
  app->add_option(
         "--jobs", options->workers.jobs,
         "recordings under way at a time (the cores, or the recordings if these are fewer)")
      ->check(WholeFrom(1, 1024));
  app->add_option("--threads", options->workers.threads,
                  "windows of one under way at a time (the cores, divided by the jobs)")
      ->check(WholeFrom(1, 1024));
  app->add_flag("-q,--quiet", options->workers.quiet, "print errors only");
}

// Recordings, or results: one of the two.
void CheckInputs(const ListenOptions& options) {
  const InputOptions& inputs = options.inputs;
  const bool recordings = !inputs.names.empty() || !inputs.list.empty();
  if (recordings == options.results.empty()) return;
  if (recordings) throw CLI::ExcludesError("--results", "FILE");
  throw CLI::RequiredError("FILE or --results");
}

}  // namespace

int RunListen(int argc, char** argv) {
  CLI::App app(
      "Makes a blind listening test (MUSHRA) from recordings: a page that works offline, on which "
      "listeners rate codecs beside a hidden reference and anchors. With --results evaluates what "
      "they saved.",
      "spk listen");
  app.footer(
      "Examples:\n  spk listen DIR -o TEST\n  spk listen --codec lapped --codec lapped:mu=22 "
      "--codec "
      "opus:12 a.wav -o TEST\n  spk listen --results ratings-*.csv -o results.svg");
  ListenOptions options;
  AddTestOptions(&app, &options);
  app.callback([&] { CheckInputs(options); });
  app.add_option("--results", options.results, "files that listeners have saved, of one test")
      ->type_name("FILE");
  app.add_option("--csv", options.csv, "write the results to this file")->type_name("FILE");
  app.add_option("-o,--output", options.output,
                 "the folder of the test; of results a picture, SVG where the name says so, else "
                 "PNG")
      ->type_name("FILE");
  app.add_option("--seed", options.seed,
                 "of the draw of recordings, of the decoders, and of the intervals (0)")
      ->check(WholeFrom(0, UINT64_MAX));
  app.add_flag("-f,--force", options.force, "replace files that exist");
  return ParseAndRun(app, argc, argv, [&] {
    if (options.codec_texts.empty()) options.codec_texts = kUsualCodecs;
    return FinishOutput(ExitCode(CatchAll<int>([&] {
      return options.results.empty() ? MakeTest(app.get_name(), &options) : ShowResults(options);
    })));
  });
}

}  // namespace spk
