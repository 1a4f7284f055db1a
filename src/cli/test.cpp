#include <iostream>

#include "cli/input_files.h"
#include "cli/options.h"
#include "spk/file_summary.h"

namespace spk {
namespace {

// The verdict on one file; of several errors the first, with the number of the others.
Result<void> TestStream(std::istream& in) {
  const auto summary = Summarize(in);
  SPK_TRY(summary);
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
  app.footer("Examples:\n  spk test *.spk\n  spk test -q -r OUT");
  InputOptions inputs;
  bool quiet = false;
  inputs.patterns = kCodedPattern;
  AddInputOptions(&app, &inputs);
  app.add_flag("-q,--quiet", quiet, "print failures only");
  return ParseAndRun(app, argc, argv, [&] {
    return ForEachInput(inputs, CodedFiles(), [&](const std::string& file) {
      Result<void> result = WithInput(file, TestStream);
      if (!result || !quiet) {
        std::cout << Printable(file) << ": " << (result ? "ok" : Printable(result.error().message))
                  << "\n";
      }
      return result;
    });
  });
}

}  // namespace spk
