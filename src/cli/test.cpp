#include <iostream>

#include "cli/command.h"
#include "spk/file_summary.h"

namespace spk {
namespace {

// The verdict on one file; of several errors the first, with the number of the others.
Result<void> TestStream(std::istream& in) {
  const auto summary = Summarize(in);
  if (!summary) return tl::make_unexpected(summary.error());
  if (summary->errors.empty()) return {};
  Error error = summary->errors.front();
  if (const size_t others = summary->errors.size() - 1; others > 0) {
    error.message += " (and " + std::to_string(others) + " more)";
  }
  return tl::make_unexpected(error);
}

}  // namespace

int RunTest(int argc, char** argv) {
  CLI::App app(
      "Verifies everything of .spk files that needs no model: header, checksums, every "
      "rule of the format, and the checksum of all events. One line a file.",
      "spk test");
  std::vector<std::string> files;
  bool quiet = false;
  app.add_option("FILE", files, "files to verify, - for standard input")->required();
  app.add_flag("-q,--quiet", quiet, "print failures only");
  return ParseAndRun(app, argc, argv, [&] {
    Outcome outcome;
    for (const std::string& file : files) {
      const auto result = WithInput(file, TestStream);
      outcome.Add(result);
      if (result && quiet) continue;
      std::cout << Printable(file) << ": " << (result ? "ok" : result.error().message) << "\n";
    }
    return FinishOutput(outcome.exit_code());
  });
}

}  // namespace spk
