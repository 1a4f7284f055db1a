#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <iostream>

#include "bitstream/adaptive/event_tables.h"
#include "cli/input_files.h"
#include "cli/options.h"
#include "system/output_file.h"
#include "tables/event_files.h"
#include "tables/learn_tables.h"

namespace spk {
namespace {

struct TablesCommand {
  InputOptions inputs;
  InputOptions judged_by;
  LearnOptions learn;
  std::string output;
  bool force = false;
  bool quiet = false;
};

// The segments of all files, which must be of one model.
Result<std::vector<EventMatrix>> ReadSegments(const InputOptions& inputs,
                                              std::optional<ModelId>& model) {
  const auto files = FindInputs(inputs, CodedFiles());
  SPK_TRY(files);
  std::vector<EventMatrix> segments;
  for (const InputFile& input : *files) {
    if (input.error) return tl::make_unexpected(*input.error);
    auto file = ReadEventFile(input.path);
    if (!file) return Fail(file.error().code, input.path + ": " + file.error().message);
    if (model.value_or(file->header.model_id) != file->header.model_id) {
      return Fail(ErrorCode::kModel, input.path + ": is of another model than the files before it");
    }
    if (file->header.units > TableShape::kMaxUnits) {
      return Fail(ErrorCode::kModel, input.path + ": has more units than tables are for");
    }
    model = file->header.model_id;
    std::move(file->segments.begin(), file->segments.end(), std::back_inserter(segments));
  }
  if (segments.empty()) return Fail(ErrorCode::kInput, "no file has a segment to learn from");
  return segments;
}

Result<void> Write(const std::vector<uint8_t>& bytes, OutputFile& output) {
  std::ofstream out(output.path(), std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return Fail(ErrorCode::kOutput, "writing failed");
  return output.Commit();
}

Result<void> Run(const TablesCommand& command) {
  auto output = OutputFile::Create(command.output, command.force);
  SPK_TRY(output);
  std::optional<ModelId> model;
  const auto segments = ReadSegments(command.inputs, model);
  SPK_TRY(segments);
  std::vector<EventMatrix> judges;
  if (!command.judged_by.names.empty()) {
    auto read = ReadSegments(command.judged_by, model);
    SPK_TRY(read);
    judges = std::move(*read);
  }
  int percent = 0;
  const auto tables = LearnTables(*segments, command.learn, [&](double done, double bits) {
    if (command.quiet || ++percent % 10 != 0) return;
    spdlog::info("{:3.0f} %: {:.4f} bits a cell", 100 * done, bits);
  });
  SPK_TRY(Write(tables, *output));
  if (command.quiet) return {};
  std::cout << fmt::format("{} bytes, from {} segments", tables.size(), segments->size());
  if (!judges.empty()) {
    std::cout << fmt::format("; others take {:.4f} bits a cell", BitsACell(tables, judges));
  }
  std::cout << "\n";
  return {};
}

}  // namespace

int RunTables(int argc, char** argv) {
  CLI::App app(
      "Learns from .spk files of a model what its events are like: the tables by which the "
      "adaptive "
      "coder makes files smaller (spk encode does not use them yet). Learn from the model's "
      "training corpus only.",
      "spk tables");
  app.footer("Examples:\n  spk tables -r CODED -o free.tables --judge VALIDATION");
  TablesCommand command;
  command.judged_by.recursive = true;
  AddInputOptions(&app, &command.inputs);
  app.add_option("-o,--output", command.output, "where the tables go")->required();
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
