#include "analysis/performance.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "system/text_file.h"

namespace spk {
namespace {

using Row = std::map<std::string, std::string>;  // cells by column

std::vector<std::string> Cells(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, '\t');) cells.push_back(cell);
  return cells;
}

// What the row has in the column, or `otherwise` where there is no such; all of the cell.
template <typename Number>
Result<Number> NumberOf(const Row& row, const std::string& column, Number otherwise) {
  const auto cell = row.find(column);
  if (cell == row.end()) return otherwise;
  const std::string& text = cell->second;
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return Fail(ErrorCode::kInput, column + " is no number");
  }
  return value;
}

Result<Performance> PerformanceOf(const Row& row) {
  const auto midi = row.find("midi");
  if (midi == row.end()) return Fail(ErrorCode::kInput, "there is no column midi");
  const auto speed = NumberOf<double>(row, "speed", 1);
  SPK_TRY(speed);
  const auto transpose = NumberOf<int>(row, "transpose", 0);
  SPK_TRY(transpose);
  if (!(*speed >= 0.01 && *speed <= 100)) {
    return Fail(ErrorCode::kInput, "speed is not 0.01 to 100");
  }
  if (std::abs(*transpose) >= kPitches) {
    return Fail(ErrorCode::kInput, "transpose is off the scale");
  }
  return Performance{
      .recording = "", .midi = midi->second, .speed = *speed, .transpose = *transpose};
}

}  // namespace

Result<std::vector<Performance>> ReadPerformances(const std::string& path,
                                                  const std::string& midi_folder,
                                                  const std::string& recordings,
                                                  const std::string& suffix) {
  const auto text = ReadTextFile(path);
  SPK_TRY(text);
  std::istringstream in(*text);
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> names = Cells(line);
  std::vector<Performance> performances;
  for (int number = 2; std::getline(in, line); ++number) {
    const std::vector<std::string> cells = Cells(line);
    Row row;
    for (size_t i = 0; i < std::min(names.size(), cells.size()); ++i) row[names[i]] = cells[i];
    auto performance = PerformanceOf(row);
    if (!performance) {
      return Fail(ErrorCode::kInput,
                  path + ": line " + std::to_string(number) + ": " + performance.error().message);
    }
    const std::filesystem::path place = performance->midi;
    performance->midi = std::filesystem::path(midi_folder) / place;
    performance->recording =
        (std::filesystem::path(recordings) / place).replace_extension(suffix).string();
    performances.push_back(std::move(*performance));
  }
  if (performances.empty()) return Fail(ErrorCode::kInput, path + ": lists no performance");
  return performances;
}

Result<std::vector<NoteOnset>> ReadOnsets(const Performance& performance) {
  const auto file = ReadTextFile(performance.midi);
  SPK_TRY(file);
  auto onsets = ReadMidiOnsets({reinterpret_cast<const uint8_t*>(file->data()), file->size()});
  if (!onsets) return Fail(onsets.error().code, performance.midi + ": " + onsets.error().message);
  for (NoteOnset& onset : *onsets) {
    onset.seconds /= performance.speed;
    onset.pitch += performance.transpose;
  }
  std::erase_if(*onsets,
                [](const NoteOnset& onset) { return onset.pitch < 0 || onset.pitch >= kPitches; });
  return onsets;
}

std::vector<NoteStep> OnsetSteps(const std::vector<NoteOnset>& onsets, double steps_per_second,
                                 int steps) {
  std::vector<NoteStep> notes;
  std::set<std::pair<int, int>> begun;
  for (const NoteOnset& onset : onsets) {
    const double place = std::floor(onset.seconds * steps_per_second);
    if (place >= steps) continue;
    const auto step = static_cast<int>(place);
    if (begun.emplace(step, onset.pitch).second) {
      notes.push_back({.step = step, .pitch = onset.pitch});
    }
  }
  return notes;
}

}  // namespace spk
