#include <dlfcn.h>
#include <spdlog/spdlog.h>

#include "cli/command.h"
#include "cli/neural.h"

namespace spk {

int RunNeural(int argc, char** argv) {
  // Found through the program's RUNPATH. It stays loaded: LibTorch does not like to be unloaded.
  void* library = dlopen("libspk_neural.so", RTLD_NOW);
  if (library == nullptr) {
    spdlog::error("'{}' needs the neural part, which is not here: {}", argv[0], dlerror());
    return static_cast<int>(ErrorCode::kUsage);
  }
  using Entry = decltype(&SpkRunNeuralCommand);
  const auto run = reinterpret_cast<Entry>(dlsym(library, "SpkRunNeuralCommand"));
  if (run == nullptr) {
    spdlog::error("the neural part does not fit this program: {}", dlerror());
    return static_cast<int>(ErrorCode::kUsage);
  }
  return run(argc, argv);
}

}  // namespace spk
