#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <iostream>

#include "bitstream/adaptive/event_tables.h"
#include "cli/input_files.h"
#include "cli/options.h"
#include "model/family.h"
#include "model/model_store.h"
#include "model/weights_file.h"
#include "system/output_file.h"
#include "tables/event_files.h"
#include "tables/learn_tables.h"

namespace spk {
namespace {

struct TablesCommand {
  std::string model;
  InputOptions inputs;
  InputOptions judged_by;
  LearnOptions learn;
  std::string output;
  bool force = false;
  bool quiet = false;
};

// The segments of all files, which must be of the model.
Result<std::vector<EventMatrix>> ReadSegments(const InputOptions& inputs,
                                              const WeightsFile& weights) {
  std::vector<ModelId> models = weights.EarlierIdentities();
  models.push_back(weights.Identity());
  const auto files = FindInputs(inputs, CodedFiles());
  SPK_TRY(files);
  std::vector<EventMatrix> segments;
  for (const InputFile& input : *files) {
    if (input.error) return tl::make_unexpected(*input.error);
    auto file = ReadEventFile(input.path, weights.event_tables());
    if (!file) return Fail(file.error().code, input.path + ": " + file.error().message);
    if (std::ranges::count(models, file->header.model_id) == 0) {
      return Fail(ErrorCode::kModel, input.path + ": is of another model");
    }
    std::ranges::move(file->segments, std::back_inserter(segments));
  }
  if (segments.empty()) return Fail(ErrorCode::kInput, "no file has a segment to learn from");
  return segments;
}

Result<std::vector<uint8_t>> LearnFlat(const TablesCommand& command,
                                       const std::vector<EventMatrix>& segments) {
  if (segments.front().units() > TableShape::kMaxUnits) {
    return Fail(ErrorCode::kModel, command.model + ": has more units than tables are for");
  }
  int percent = 0;
  return LearnTables(segments, command.learn, [&](double done, double bits) {
    if (command.quiet || ++percent % 10 != 0) return;
    spdlog::info("{:3.0f} %: {:.4f} bits a cell", 100 * done, bits);
  });
}

Result<std::vector<uint8_t>> LearnGraded(const TablesCommand& command,
                                         const std::vector<EventMatrix>& segments) {
  std::vector<GradedMatrix> matrices;
  for (const EventMatrix& events : segments) {
    auto matrix = GradedMatrix::Of(events);
    if (!matrix) return Fail(ErrorCode::kModel, command.model + ": its events are no coefficients");
    matrices.push_back(std::move(*matrix));
  }
  return LearnGradedTables(matrices);
}

// What the tables make of others, by cells and by events.
std::string Judged(std::span<const uint8_t> tables, const std::vector<EventMatrix>& judges) {
  double cells = 0;
  double events = 0;
  for (const EventMatrix& segment : judges) {
    cells += static_cast<double>(segment.size());
    events += static_cast<double>(segment.CountEvents());
  }
  const double bits = IdealBits(tables, judges);
  return fmt::format("; others take {:.4f} bits a cell, {:.3f} an event", bits / cells,
                     bits / std::max(events, 1.0));
}

Result<void> Write(const WeightsFile& weights, const std::vector<uint8_t>& tables,
                   OutputFile& output) {
  std::ofstream out(output.path(), std::ios::binary);
  WriteWithEventTables(weights, tables, out);
  out.close();
  if (!out) return Fail(ErrorCode::kOutput, "writing failed");
  return output.Commit();
}

Result<void> Run(const TablesCommand& command) {
  const auto path = FindModel(command.model);
  SPK_TRY(path);
  const auto weights = WeightsFile::Open(*path);
  SPK_TRY(weights);
  auto output = OutputFile::Create(command.output, command.force);
  SPK_TRY(output);
  const auto segments = ReadSegments(command.inputs, *weights);
  SPK_TRY(segments);
  std::vector<EventMatrix> judges;
  if (!command.judged_by.names.empty()) {
    auto read = ReadSegments(command.judged_by, *weights);
    SPK_TRY(read);
    judges = std::move(*read);
  }
  const auto family = FamilyOf(weights->metadata("config"));
  if (!family) return Fail(family.error().code, *path + ": " + family.error().message);
  const auto tables = family->units == UnitStructure::kGraded ? LearnGraded(command, *segments)
                                                              : LearnFlat(command, *segments);
  SPK_TRY(tables);
  SPK_TRY(Write(*weights, *tables, *output));
  if (command.quiet) return {};
  std::cout << fmt::format("{} bytes of tables, from {} segments{}\n", tables->size(),
                           segments->size(), judges.empty() ? "" : Judged(*tables, judges));
  return {};
}

}  // namespace

int RunTables(int argc, char** argv) {
  CLI::App app(
      "Learns from .spk files of a model what its events are like, and writes the model anew with "
      "these tables, by which the adaptive coder makes files smaller. Learn from the model's "
      "training corpus only.",
      "spk tables");
  app.footer(
      "Examples:\n  spk encode -r CORPUS --output-dir CODED --model RUN/best.safetensors\n"
      "  spk tables -r CODED --model RUN/best.safetensors -o mine.safetensors");
  TablesCommand command;
  command.judged_by.recursive = true;
  AddInputOptions(&app, &command.inputs);
  app.add_option("--model", command.model, "of the files: its name (see spk models) or its file")
      ->type_name("MODEL")
      ->required();
  app.add_option("-o,--output", command.output, "the model with the tables")->required();
  app.add_flag("-f,--force", command.force, "replace the output if it exists");
  app.add_option(
      "--judge", command.judged_by.names,
      "files or folders to see what the tables save on others than they were learnt from");
  app.add_option("--lags", command.learn.lags, "steps of the past that the network sees")
      ->capture_default_str()
      ->check(WholeFrom(1, TableShape::kMaxLags));
  app.add_option("--hidden", command.learn.hidden, "its hidden neurons")
      ->capture_default_str()
      ->check(WholeFrom(0, TableShape::kMaxHidden));
  app.add_option("--passes", command.learn.passes, "how often each file is learnt from")
      ->capture_default_str()
      ->check(WholeFrom(1, 1000));
  app.add_option("--seed", command.learn.seed, "of all that is random")->capture_default_str();
  app.add_flag("-q,--quiet", command.quiet, "print errors only");
  return ParseAndRun(app, argc, argv, [&] {
    return FinishOutput(ExitCode(CatchAll<int>([&]() -> Result<int> {
      SPK_TRY(Run(command));
      return 0;
    })));
  });
}

}  // namespace spk
