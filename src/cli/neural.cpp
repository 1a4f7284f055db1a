#include "cli/neural.h"

#include <string_view>

#include "cli/command.h"

int SpkRunNeuralCommand(int argc, char** argv) {
  const std::string_view name = argv[0];
  if (name == "decode") return spk::RunDecode(argc, argv);
  if (name == "encode") return spk::RunEncode(argc, argv);
  if (name == "eval") return spk::RunEval(argc, argv);
  if (name == "plot") return spk::RunPlot(argc, argv);
  if (name == "report") return spk::RunReport(argc, argv);
  if (name == "train") return spk::RunTrain(argc, argv);
  return static_cast<int>(spk::ErrorCode::kUsage);
}
