#include <iostream>

#include "cli/input_files.h"
#include "cli/known_tables.h"
#include "cli/options.h"
#include "spk/file_summary.h"

namespace spk {
namespace {

std::string Verdict(const FileSummary& intact) {
  if (intact.unread == 0) return "ok";
  return "ok, but for the events of " + CountText(intact.unread, "segment", "segments") +
         ", which only the tables of model " + ModelIdText(intact.header.model_id) + " can tell";
}

// The verdict on one file; of several errors the first, with the number of the others.
Result<std::string> TestStream(std::istream& in, const FindTables& tables) {
  const auto summary = Summarize(in, tables);
  SPK_TRY(summary);
  if (summary->errors.empty()) return Verdict(*summary);
  Error error = summary->errors.front();
  if (const size_t others = summary->errors.size() - 1; others > 0) {
    error.message += " (and " + std::to_string(others) + " more)";
  }
  return tl::make_unexpected(error);
}

}  // namespace

int RunTest(int argc, char** argv) {
  CLI::App app(
      "Verifies everything of .spk files: header, checksums, every rule of the format, and the "
      "checksum of all events; these, where they are coded with a model's event tables, if that "
      "model is found. Needs no model for anything else. One line a file.",
      "spk test");
  app.footer("Examples:\n  spk test *.spk\n  spk test -q -r OUT");
  InputOptions inputs;
  bool quiet = false;
  inputs.patterns = kCodedPattern;
  AddInputOptions(&app, &inputs);
  app.add_flag("-q,--quiet", quiet, "print failures only");
  return ParseAndRun(app, argc, argv, [&] {
    const FindTables tables = KnownTables();
    return ForEachInput(inputs, CodedFiles(), [&](const std::string& file) {
      std::string verdict;
      Result<void> result = WithInput(file, [&](std::istream& in) {
        return TestStream(in, tables).map([&](const std::string& text) { verdict = text; });
      });
      if (!result) verdict = result.error().message;
      if (!result || !quiet) std::cout << Printable(file) << ": " << Printable(verdict) << "\n";
      return result;
    });
  });
}

}  // namespace spk
