#include "cli/neural.h"

#include "cli/neural/commands.h"
#include "system/debris.h"

const spk::NeuralPart* SpkNeuralPart() {
  static constexpr spk::NeuralPart kPart = {.version = SPK_VERSION,
                                            .encode = spk::PrepareEncode,
                                            .decode = spk::PrepareDecode,
                                            .eval = spk::Eval,
                                            .plot = spk::Plot,
                                            .report = spk::MakeReport,
                                            .train = spk::Train};
  // The program has done so for its own debris; this library registers apart.
  spk::RemoveDebrisOnSignals();
  return &kPart;
}
