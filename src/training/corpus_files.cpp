#include "training/corpus_files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <vector>

namespace spk {
namespace {

namespace fs = std::filesystem;

// The cells of a line of CSV; quotes keep commas, a doubled quote is a quote.
std::vector<std::string> Cells(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else if (line[i] != '\r') {
      cells.back() += line[i];
    }
  }
  return cells;
}

// The splits of a MAESTRO table, by file name.
std::map<std::string, std::string> ReadSplits(const fs::path& path) {
  std::map<std::string, std::string> splits;
  std::ifstream table(path);
  std::string line;
  std::getline(table, line);
  const std::vector<std::string> titles = Cells(line);
  while (std::getline(table, line)) {
    const std::vector<std::string> cells = Cells(line);
    std::map<std::string, std::string> row;
    for (size_t i = 0; i < std::min(titles.size(), cells.size()); ++i) row[titles[i]] = cells[i];
    splits[row["audio_filename"]] = row["split"];
  }
  return splits;
}

std::map<std::string, std::string> MaestroSplits(const fs::path& folder) {
  for (const auto& item : fs::directory_iterator(folder)) {
    const std::string name = item.path().filename().string();
    if (name.starts_with("maestro-") && name.ends_with(".csv")) return ReadSplits(item.path());
  }
  return {};
}

}  // namespace

bool LooksLikeAudio(const fs::path& path) {
  static const std::set<std::string> extensions = {".aif",  ".aifc", ".aiff", ".au",  ".caf",
                                                   ".flac", ".mp3",  ".oga",  ".ogg", ".opus",
                                                   ".rf64", ".w64",  ".wav",  ".wave"};
  std::string own = path.extension().string();
  std::transform(own.begin(), own.end(), own.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return extensions.contains(own);
}

std::map<std::string, std::string> ListAudio(const std::string& folder, Split split) {
  const std::map<std::string, std::string> splits = MaestroSplits(folder);
  const std::string wanted = split == Split::kTrain ? "train" : "validation";
  std::map<std::string, std::string> files;
  for (const auto& item : fs::recursive_directory_iterator(folder)) {
    if (!item.is_regular_file() || !LooksLikeAudio(item.path())) continue;
    const std::string path = item.path().lexically_relative(folder).string();
    if (!splits.empty() && (!splits.contains(path) || splits.at(path) != wanted)) continue;
    if (path.starts_with("rooms/") || path.starts_with(".")) continue;
    files[path] = std::to_string(item.file_size()) + "@" +
                  std::to_string(item.last_write_time().time_since_epoch().count());
  }
  return files;
}

}  // namespace spk
