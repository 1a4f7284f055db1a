#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "evaluation/window_figures.h"

namespace spk {

// The table of `spk eval`, from records as evaluation/record.h makes them; `meters`: the names of
// those that have a column.
std::string EvalTableHead(const std::vector<std::string>& meters);
std::string EvalTableRow(const nlohmann::ordered_json& record,
                         const std::vector<std::string>& meters);

// The envelope of the error over frequency: a line of octaves, then one a record.
std::string OctaveErrorTable(const std::vector<nlohmann::ordered_json>& records);

// How loud octaves are beside those of the original: the mean over windows, and in what share of
// them it is nearly right.
std::string OctaveLevelTable(const std::vector<nlohmann::ordered_json>& records);

// A line of words, then one a spread; empty where there is none.
std::string SpreadTable(const std::vector<Spread>& spreads);

}  // namespace spk
