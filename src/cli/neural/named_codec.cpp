#include "cli/neural/named_codec.h"

#include <filesystem>

#include "model/model_store.h"

namespace spk {

Result<NamedCodec> LoadNamedCodec(const std::string& model, const std::string& device,
                                  const EncodeOptions& options) {
  const auto path = FindModel(model);
  SPK_TRY(path);
  auto codec = Codec::Load(*path, device);
  SPK_TRY(codec);
  SPK_TRY(codec->Validate(options));
  return NamedCodec{.codec = std::move(*codec),
                    .name = std::filesystem::path(*path).stem().string(),
                    .path = *path};
}

}  // namespace spk
