#include "cli/command.h"
#include "cli/options.h"
#include "cli/recordings.h"

namespace spk {

int RunEval(int argc, char** argv) {
  CLI::App app(
      "Codes recordings and measures what they cost and how far what comes back is from the "
      "original, both as mono at 22.05 kHz.",
      "spk eval");
  app.footer(
      "Examples:\n  spk eval DIR --csv out.csv\n  spk eval --steps 0,8 a.wav\n"
      "  spk eval --coded OUT --jobs 8 --journal eval.jsonl IN --csv out.csv");
  EvalCommand command;
  AddRecordingOptions(&app, &command);
  app.add_option("--journal", command.journal,
                 "go on: what this file says was measured already, in the same way, is not "
                 "measured again, and what is measured is added to it")
      ->type_name("FILE");
  app.add_option("--decoded", command.decoded,
                 "measure what another codec made instead: DIR/NAME.wav is NAME decoded, and the "
                 "file DIR/NAME.* beside it what was coded")
      ->type_name("DIR")
      ->excludes(app.get_option("--coded"))
      ->excludes(app.get_option("--journal"));
  app.add_option("--meter", command.meters,
                 "a program that measures too, a column NAME of its figures. Run "
                 "without a shell, {ref} and {test} being mono WAVs of the original and the "
                 "decode at 48 kHz ({ref:22050}: another rate), once for each 30 s or less; its "
                 "figure is the last line it prints that is a number and nothing else. May be "
                 "given several times")
      ->type_name("NAME=COMMAND")
      ->allow_extra_args(false);
  app.add_option("--csv", command.csv, "write all figures to this file")->type_name("FILE");
  app.add_option("--json", command.json, "write all figures to this file")->type_name("FILE");
  app.add_option("--windows", command.windows,
                 "write rate and figures of every window of 6 s to this file, as CSV")
      ->type_name("FILE");
  app.add_flag("-f,--force", command.force, "replace files that exist");
  return ParseAndRun(app, argc, argv, [&] {
    return ExitCode(RunOnRecordings(app.get_name(), &command, &NeuralPart::eval));
  });
}

}  // namespace spk
