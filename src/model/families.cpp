#include "model/families.h"

#include <algorithm>
#include <array>

#include "model/autoencoder_model.h"
#include "model/baseline_autoencoder.h"
#include "model/config.h"
#include "model/family.h"
#include "model/lapped/lapped_model.h"
#include "model/lapped/trainable_lapped.h"
#include "model/trainable_autoencoder.h"
#include "model/weights_file.h"
#include "spk/codec.h"

namespace spk {
namespace {

struct Family {
  FamilyFacts facts;
  Result<std::unique_ptr<Model>> (*load)(const std::string& weights, const std::string& device);
  Result<std::shared_ptr<Trainable>> (*make_trainable)(const std::string& config_json);
};

constexpr std::array kFamilies = {
    Family{kAutoencoders, LoadAutoencoderModel, MakeTrainableAutoencoder},
    Family{kLapped, LoadLappedModel, MakeTrainableLapped},
};
static_assert(kFamilies.size() == kFamilyFacts.size());

Result<Family> FindFamily(const std::string& config_json) {
  const auto facts = FamilyOf(config_json);
  SPK_TRY(facts);
  return *std::ranges::find(kFamilies, facts->name,
                            [](const Family& family) { return family.facts.name; });
}

}  // namespace

Result<std::unique_ptr<Model>> LoadFamily(const std::string& weights, const std::string& device) {
  const auto file = WeightsFile::Open(weights);
  SPK_TRY(file);
  const auto family = FindFamily(file->metadata("config"));
  if (!family) return Fail(family.error().code, weights + ": " + family.error().message);
  return family->load(weights, device);
}

Result<std::unique_ptr<Baseline>> LoadBaseline(const std::string& weights,
                                               const std::string& device) {
  const auto file = WeightsFile::Open(weights);
  SPK_TRY(file);
  const std::string config_json = file->metadata("config");
  const auto family = FindFamily(config_json);
  if (!family) return Fail(family.error().code, weights + ": " + family.error().message);
  if (family->facts.name != kAutoencoders.name) return nullptr;
  const auto config = ParseConfig(config_json);
  if (!config) return Fail(config.error().code, weights + ": " + config.error().message);
  if (Fires(*config)) return nullptr;
  return LoadBaselineAutoencoder(weights, device);
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
