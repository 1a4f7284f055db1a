#include <spdlog/spdlog.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "cli/command.h"
#include "cli/neural.h"
#include "cli/options.h"

namespace spk {
namespace {

std::string DefaultCache() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  return cache != nullptr ? std::string(cache) + "/spk"
                          : std::string(home != nullptr ? home : ".") + "/.cache/spk";
}

// "DIR=WEIGHT", or "DIR" of weight 1; none where the weight is no number of 0 or more.
std::optional<WeightedFolder> SplitWeight(const std::string& text) {
  const size_t equals = text.rfind('=');
  if (equals == std::string::npos) return WeightedFolder{.folder = text};
  double weight = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + equals + 1, end, weight);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(weight) || weight < 0) {
    return std::nullopt;
  }
  return WeightedFolder{.folder = text.substr(0, equals), .weight = weight};
}

// Fails with kUsage.
Result<std::vector<WeightedFolder>> SplitWeights(const std::vector<std::string>& texts) {
  std::vector<WeightedFolder> folders;
  double total = 0;
  for (const std::string& text : texts) {
    auto folder = SplitWeight(text);
    if (!folder) {
      return Fail(ErrorCode::kUsage,
                  "--corpus: " + text + ": DIR=WEIGHT, the weight a number that is not negative");
    }
    total += folder->weight;
    folders.push_back(std::move(*folder));
  }
  if (total > 0 && std::isfinite(total)) return folders;
  return Fail(ErrorCode::kUsage,
              total > 0 ? "--corpus: the weights are too large" : "--corpus: no weight is over 0");
}

Result<int> LoadAndTrain(const std::string& name, const TrainCommand& command) {
  if (const auto error = Missing(command.config)) {
    return Fail(error->code, command.config + ": " + error->message);
  }
  const auto neural = LoadNeuralPart(name, ShareCores({}, 1));
  SPK_TRY(neural);
  spdlog::set_pattern("%H:%M:%S %v");
  return (*neural)->train(command);
}

}  // namespace

int RunTrain(int argc, char** argv) {
  CLI::App app("Trains a model, or goes on with a run that was stopped.", "spk train");
  app.footer(
      "Examples:\n  spk train --config models/training/free.json --corpus DIR --validation DIR "
      "--run RUN\n  spk train --config RECIPE.json --corpus DIR=0.9 --corpus OTHER=0.1 --run RUN");
  TrainCommand command;
  std::vector<std::string> corpora;
  command.cache = DefaultCache();
  app.add_option("--config", command.config, "recipe, models/training/*.json")
      ->required()
      ->type_name("FILE");
  app.add_option("--corpus", corpora,
                 "folder of audio, with its weight or of weight 1; a MAESTRO folder gives its "
                 "training split")
      ->required()
      ->type_name("DIR[=WEIGHT]");
  app.add_option("--validation", command.validation,
                 "folder of audio to validate on; a MAESTRO folder gives its validation split")
      ->type_name("DIR");
  app.add_option("--run", command.run, "folder of the run: checkpoint, weights, log")
      ->required()
      ->type_name("DIR");
  app.add_option("--init", command.init, "weights to start from")->type_name("FILE");
  app.add_option("--freeze", command.frozen, "parts not to train, by the start of their names")
      ->type_name("PART")
      ->delimiter(',');
  app.add_option("--cache", command.cache,
                 "where decoded corpora are kept ($XDG_CACHE_HOME/spk, or ~/.cache/spk)")
      ->type_name("DIR");
  app.add_option("--steps", command.steps, "length of the run, in place of the recipe's");
  AddDeviceOption(&app, &command.device);
  return ParseAndRun(app, argc, argv, [&] {
    auto folders = SplitWeights(corpora);
    if (!folders) return ExitCode(tl::make_unexpected(folders.error()));
    command.corpora = std::move(*folders);
    return ExitCode(LoadAndTrain(app.get_name(), command));
  });
}

}  // namespace spk
