// The work of the commands; each has a file of its own.
#pragma once

#include "cli/neural.h"

namespace spk {

// Loads the model. Fails as LoadNamedCodec does.
Result<Work> PrepareEncode(const EncodeCommand& command);
// Fails with kUsage. Models are loaded as files ask for them.
Result<Work> PrepareDecode(const DecodeCommand& command);

// Run as a whole; the exit code.
Result<int> Eval(const EvalCommand& command);
Result<int> MakeListeningTest(const ListenCommand& command);
Result<int> MakeReport(const ReportCommand& command);
Result<int> Plot(const PlotCommand& command);
Result<int> ProbeNotes(const ProbeCommand& command);
Result<int> Train(const TrainCommand& command);

}  // namespace spk
