#include "cli/neural.h"

#include "cli/neural/commands.h"
#include "model/thread_count.h"
#include "system/debris.h"

const spk::NeuralPart* SpkNeuralPart() {
  static constexpr spk::NeuralPart kPart = {.version = SPK_VERSION,
                                            .encode = spk::PrepareEncode,
                                            .decode = spk::PrepareDecode,
                                            .eval = spk::Eval,
                                            .plot = spk::Plot,
                                            .report = spk::MakeReport,
                                            .listen = spk::MakeListeningTest,
                                            .train = spk::Train,
                                            .probe = spk::ProbeNotes};
  // The program has done so for its own debris; this library registers apart.
  spk::RemoveDebrisOnSignals();
  // Files and windows are on threads of their own; training asks for more.
  spk::SetThreadCountOfAll(1);
  return &kPart;
}
