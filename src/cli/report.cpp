#include "cli/command.h"
#include "cli/options.h"
#include "cli/recordings.h"

namespace spk {

int RunReport(int argc, char** argv) {
  CLI::App app(
      "Writes one page of HTML, complete in itself, about what the codec makes of recordings: the "
      "figures of spk eval in a table that sorts, players for original and decoded, pictures.",
      "spk report");
  app.footer(
      "Examples:\n  spk report DIR -o report.html\n  spk report --duration 20 a.wav b.wav -o "
      "report.html");
  ReportCommand command;
  AddRecordingOptions(&app, &command);
  app.add_option("-o,--output", command.output, "the page")->required()->type_name("FILE");
  app.add_option("--start", command.start, "where the excerpts begin, seconds")
      ->check(NumberFrom(0.0, 1e9));
  app.add_option("--duration", command.duration, "of the excerpts, seconds (10)")
      ->check(NumberFrom(0.1, 600.0));
  app.add_flag("-f,--force", command.force, "replace a page that exists");
  return ParseAndRun(app, argc, argv, [&] {
    return ExitCode(RunOnRecordings(app.get_name(), &command, &NeuralPart::report));
  });
}

}  // namespace spk
