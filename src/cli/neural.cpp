#include "cli/neural.h"

#include <string_view>

#include "cli/command.h"

int SpkRunNeuralCommand(int argc, char** argv) {
  const std::string_view name = argv[0];
  if (name == "train") return spk::RunTrain(argc, argv);
  return static_cast<int>(spk::ErrorCode::kUsage);
}
