#include "cli/neural/named_codec.h"

#include <filesystem>

#include "model/families.h"
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

Result<std::optional<NamedBaseline>> LoadNamedBaseline(const std::string& model,
                                                       const std::string& device) {
  const auto path = FindModel(model);
  SPK_TRY(path);
  auto baseline = LoadBaseline(*path, device);
  SPK_TRY(baseline);
  if (!*baseline) return std::nullopt;
  return NamedBaseline{.model = std::move(*baseline),
                       .name = std::filesystem::path(*path).stem().string()};
}

}  // namespace spk
