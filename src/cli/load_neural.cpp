#include <dlfcn.h>
#include <spdlog/spdlog.h>
#include <sys/mman.h>

#include "cli/command.h"
#include "cli/neural.h"

namespace spk {

namespace {

// LibTorch, its libraries and a model. With less, they say that a part is missing, wait for ever,
// or fall over.
constexpr size_t kNeededBytes = size_t{2} << 30;

bool HasRoom() {
  void* room =
      mmap(nullptr, kNeededBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (room == MAP_FAILED) return false;
  munmap(room, kNeededBytes);
  return true;
}

}  // namespace

int RunNeural(int argc, char** argv) {
  if (!HasRoom()) {
    spdlog::error("memory ran out: '{}' needs 2 GiB of address space (ulimit -v)", argv[0]);
    return static_cast<int>(ErrorCode::kMemory);
  }
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
