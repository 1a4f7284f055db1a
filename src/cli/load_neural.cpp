#include <dlfcn.h>
#include <spdlog/fmt/fmt.h>
#include <sys/mman.h>

#include <string_view>

#include "cli/neural.h"

namespace spk {
namespace {

// LibTorch, its libraries and a model; then the stack, the heap and OpenBLAS's buffer of a thread.
// With less they say that a part is missing, wait for ever, or fall over.
constexpr size_t kNeededBytes = size_t{2} << 30;
constexpr size_t kThreadBytes = size_t{160} << 20;

bool HasRoom(size_t bytes) {
  void* room = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (room == MAP_FAILED) return false;
  munmap(room, bytes);
  return true;
}

}  // namespace

Result<const NeuralPart*> LoadNeuralPart(const std::string& command, const CoreShare& share) {
  const int threads = share.jobs * share.threads;
  const size_t bytes = kNeededBytes + kThreadBytes * static_cast<size_t>(threads);
  if (!HasRoom(bytes)) {
    return Fail(ErrorCode::kMemory,
                fmt::format("memory ran out: '{}' needs {:.1f} GiB of address space for {} "
                            "(ulimit -v, --jobs, --threads)",
                            command, static_cast<double>(bytes) / (1 << 30),
                            threads == 1 ? "a thread" : fmt::format("{} threads", threads)));
  }
  // Found through the program's RUNPATH. It stays loaded: LibTorch does not like to be unloaded.
  void* library = dlopen("libspk_neural.so", RTLD_NOW);
  if (library == nullptr) {
    return Fail(ErrorCode::kUsage, fmt::format("'{}' needs the neural part, which is not here: {}",
                                               command, dlerror()));
  }
  using Entry = decltype(&SpkNeuralPart);
  const auto entry = reinterpret_cast<Entry>(dlsym(library, "SpkNeuralPart"));
  const NeuralPart* part = entry == nullptr ? nullptr : entry();
  if (part == nullptr || std::string_view(part->version) != SPK_VERSION) {
    return Fail(ErrorCode::kUsage, fmt::format("libspk_neural.so is that of spk {}, this is spk {}",
                                               part == nullptr ? "?" : part->version, SPK_VERSION));
  }
  return part;
}

}  // namespace spk
