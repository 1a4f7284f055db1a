#include "cli/command.h"
#include "cli/neural.h"
#include "cli/options.h"
#include "cli/recordings.h"

namespace spk {
namespace {

constexpr int kMostTracks = 8;

Result<int> LoadAndPlot(const std::string& name, const PlotCommand& command) {
  for (const std::string& input : command.inputs) {
    if (const auto error = Missing(input)) return Fail(error->code, input + ": " + error->message);
  }
  const auto neural = LoadNeuralPart(name, ShareCores({}, 1));
  SPK_TRY(neural);
  return (*neural)->plot(command);
}

}  // namespace

int RunPlot(int argc, char** argv) {
  CLI::App app(
      "Draws recordings and .spk files side by side: waveform, spectrogram over a logarithmic "
      "frequency axis, events.",
      "spk plot");
  app.footer(
      "Examples:\n  spk plot a.wav a.spk -o a.png\n  spk plot a.flac --start 60 --duration 10 -o "
      "a.png");
  PlotCommand command;
  app.add_option("FILE", command.inputs, "recordings and .spk files")
      ->required()
      ->type_name(RecordingPatterns() + "|" + kCodedPattern)
      ->expected(1, kMostTracks);
  app.add_option("-o,--output", command.output, "the picture, a PNG")
      ->required()
      ->type_name("FILE");
  app.add_flag("-f,--force", command.force, "replace a picture that exists");
  app.add_option("--model", command.model, "a model's name or file, if not the one found by id")
      ->type_name("MODEL");
  AddDeviceOption(&app, &command.device);
  app.add_option("--steps", command.sampling_steps, "evaluations of the diffusion decoder")
      ->check(WholeFrom(0, 1000));
  app.add_option("--start", command.start, "seconds to leave out")->check(NumberFrom(0.0, 1e9));
  app.add_option("--duration", command.duration, "seconds to draw (30)")
      ->check(NumberFrom(0.1, 3600.0));
  return ParseAndRun(app, argc, argv,
                     [&] { return ExitCode(LoadAndPlot(app.get_name(), command)); });
}

}  // namespace spk
