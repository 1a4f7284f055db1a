#include "cli/known_tables.h"

#include <map>
#include <memory>
#include <optional>

#include "model/model_store.h"
#include "model/weights_file.h"

namespace spk {
namespace {

std::optional<WeightsFile> Open(const ModelId& id) {
  const auto path = FindModelById(id);
  if (!path) return std::nullopt;
  auto file = WeightsFile::Open(*path);
  return file ? std::optional(std::move(*file)) : std::nullopt;
}

}  // namespace

FindTables KnownTables() {
  const auto files = std::make_shared<std::map<ModelId, std::optional<WeightsFile>>>();
  return [files](const ModelId& id) {
    auto found = files->find(id);
    if (found == files->end()) found = files->emplace(id, Open(id)).first;
    return found->second ? found->second->event_tables() : std::span<const uint8_t>();
  };
}

}  // namespace spk
