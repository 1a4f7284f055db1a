#include "model/families.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "model/event_model.h"
#include "model/lapped/lapped_model.h"
#include "model/weights_file.h"
#include "spk/codec.h"

namespace spk {
namespace {

struct Family {
  std::string_view name;
  Result<std::unique_ptr<Model>> (*load)(const std::string& weights, const std::string& device);
};

constexpr std::array kFamilies = {Family{"", LoadEventModel}, Family{"lapped", LoadLappedModel}};

}  // namespace

Result<std::unique_ptr<Model>> LoadFamily(const std::string& weights, const std::string& device) {
  const auto file = WeightsFile::Open(weights);
  SPK_TRY(file);
  const std::string name = file->family();
  const auto* family = std::ranges::find(kFamilies, name, &Family::name);
  if (family == kFamilies.end()) {
    return Fail(ErrorCode::kModel, weights + ": is of the family " + name + ", which is unknown");
  }
  return family->load(weights, device);
}

Result<Codec> Codec::Load(const std::string& weights, const std::string& device) {
  auto model = LoadFamily(weights, device);
  SPK_TRY(model);
  return Codec(std::move(*model));
}

}  // namespace spk
