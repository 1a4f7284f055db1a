#include "cli/neural/model_choice.h"

#include <spdlog/fmt/fmt.h>

#include "model/model_store.h"

namespace spk {
namespace {

// The name of the model, which a tag at the front of the file says; "" if none does.
std::string ModelName(SpkReader* reader) {
  while (!reader->at_end()) {
    const auto item = reader->Next();
    const Tag* tag = item ? std::get_if<Tag>(&*item) : nullptr;
    if (tag == nullptr) break;
    if (tag->name == kModelTag) return tag->value;
  }
  return "";
}

tl::unexpected<Error> Missing(SpkReader* reader, const Error& reason) {
  const std::string id = ModelIdText(reader->header().model_id);
  const std::string name = ModelName(reader);
  return Fail(reason.code, fmt::format("needs model {}{}{}: {}", name, name.empty() ? "" : " ", id,
                                       reason.message));
}

}  // namespace

Result<const Codec*> ModelChoice::For(SpkReader* reader) {
  const std::lock_guard lock(mutex_);
  const ModelId id = reader->header().model_id;
  if (const auto found = loaded_.find(id); found != loaded_.end()) return &found->second;
  const auto path = forced_.empty() ? FindModelById(id) : FindModel(forced_);
  if (!path) return Missing(reader, path.error());
  auto codec = Codec::Load(*path, device_);
  SPK_TRY(codec);
  if (!codec->Decodes(id)) return Missing(reader, {ErrorCode::kModel, *path + " is another"});
  return &loaded_.emplace(id, std::move(*codec)).first->second;
}

}  // namespace spk
