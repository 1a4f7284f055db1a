#include "model/family.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace spk {

Result<FamilyFacts> FamilyOf(const std::string& config_json) {
  const auto config = nlohmann::json::parse(config_json, nullptr, false);
  const bool is_named =
      config.is_object() && config.contains("family") && config["family"].is_string();
  const std::string name = is_named ? config["family"].get<std::string>() : "";
  const auto* family = std::ranges::find(kFamilyFacts, name, &FamilyFacts::name);
  if (family != kFamilyFacts.end()) return *family;
  return Fail(ErrorCode::kModel, "model configuration: the family " + name + " is unknown");
}

}  // namespace spk
