#include "model/families.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "model/autoencoder_model.h"
#include "model/lapped/lapped_model.h"
#include "model/lapped/trainable_lapped.h"
#include "model/trainable_autoencoder.h"
#include "model/weights_file.h"
#include "spk/codec.h"

namespace spk {
namespace {

struct Family {
  std::string_view name;
  Result<std::unique_ptr<Model>> (*load)(const std::string& weights, const std::string& device);
  Result<std::shared_ptr<Trainable>> (*make_trainable)(const std::string& config_json);
};

constexpr std::array kFamilies = {
    Family{"", LoadAutoencoderModel, MakeTrainableAutoencoder},
    Family{"lapped", LoadLappedModel, MakeTrainableLapped},
};

Result<Family> FindFamily(const std::string& config_json) {
  const std::string name = FamilyOf(config_json);
  const auto* family = std::ranges::find(kFamilies, name, &Family::name);
  if (family != kFamilies.end()) return *family;
  return Fail(ErrorCode::kModel, "model configuration: the family " + name + " is unknown");
}

}  // namespace

Result<std::unique_ptr<Model>> LoadFamily(const std::string& weights, const std::string& device) {
  const auto file = WeightsFile::Open(weights);
  SPK_TRY(file);
  const auto family = FindFamily(file->metadata("config"));
  if (!family) return Fail(family.error().code, weights + ": " + family.error().message);
  return family->load(weights, device);
}

Result<std::shared_ptr<Trainable>> MakeTrainable(const std::string& config_json) {
  const auto family = FindFamily(config_json);
  SPK_TRY(family);
  return family->make_trainable(config_json);
}

Result<Codec> Codec::Load(const std::string& weights, const std::string& device) {
  auto model = LoadFamily(weights, device);
  SPK_TRY(model);
  return Codec(std::move(*model));
}

}  // namespace spk
