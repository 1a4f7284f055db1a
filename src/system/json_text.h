#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace spk {

// JSON for files and pipes: strings as JsonString writes them, so that no name is lost. One line
// if `indent` is negative, else a line a value, indented by so many blanks a level.
std::string JsonText(const nlohmann::ordered_json& json, int indent = -1);

}  // namespace spk
