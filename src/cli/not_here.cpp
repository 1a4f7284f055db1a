// The commands that a build of the bitstream alone leaves out.
#include <spdlog/spdlog.h>

#include "cli/command.h"
#include "cli/known_tables.h"

namespace spk {
namespace {

int NotHere(const char* name) {
  spdlog::error("'{}' needs the neural part, which this build leaves out", name);
  return static_cast<int>(ErrorCode::kUsage);
}

}  // namespace

int RunAnalyse(int /*argc*/, char** argv) { return NotHere(argv[0]); }
int RunDecode(int /*argc*/, char** argv) { return NotHere(argv[0]); }
int RunEncode(int /*argc*/, char** argv) { return NotHere(argv[0]); }
int RunEval(int /*argc*/, char** argv) { return NotHere(argv[0]); }
int RunListen(int /*argc*/, char** argv) { return NotHere(argv[0]); }
int RunModels(int /*argc*/, char** argv) { return NotHere(argv[0]); }
int RunPlot(int /*argc*/, char** argv) { return NotHere(argv[0]); }
int RunReport(int /*argc*/, char** argv) { return NotHere(argv[0]); }
int RunTables(int /*argc*/, char** argv) { return NotHere(argv[0]); }
int RunTrain(int /*argc*/, char** argv) { return NotHere(argv[0]); }

FindTables KnownTables() { return {}; }

}  // namespace spk
