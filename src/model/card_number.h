#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace spk {

// A number from 0 to 1000 that a model's card gives, where it does.
template <typename T>
T NumberOfCard(const std::string& card_json, const char* name, T otherwise) {
  const auto card = nlohmann::json::parse(card_json, nullptr, false);
  if (!card.is_object() || !card.contains(name) || !card[name].is_number()) return otherwise;
  const auto number = card[name].get<double>();
  return number >= 0 && number <= 1000 ? static_cast<T>(number) : otherwise;
}

}  // namespace spk
