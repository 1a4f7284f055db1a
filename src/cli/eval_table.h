#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace spk {

// The table of `spk eval`, from records as evaluation/record.h makes them.
std::string EvalTableHead();
std::string EvalTableRow(const nlohmann::ordered_json& record);

// The envelope of the error over frequency: a line of octaves, then one a record.
std::string OctaveTable(const std::vector<nlohmann::ordered_json>& records);

}  // namespace spk
