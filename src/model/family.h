// What is known of a family of models without its networks. No LibTorch here.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "spk/error.h"

namespace spk {

// What the units of an event matrix are.
enum class UnitStructure {
  kFlat,    // each for itself
  kGraded,  // the digits of coefficients: GradedMatrix
};

struct FamilyFacts {
  std::string_view name;  // a configuration's "family"
  UnitStructure units;
};

inline constexpr FamilyFacts kAutoencoders = {.name = "", .units = UnitStructure::kFlat};
inline constexpr FamilyFacts kLapped = {.name = "lapped", .units = UnitStructure::kGraded};
inline constexpr std::array kFamilyFacts = {kAutoencoders, kLapped};

// That of a configuration; one that names none is of the autoencoders. Fails with kModel where
// there is no such family.
Result<FamilyFacts> FamilyOf(const std::string& config_json);

}  // namespace spk
