#include "training/corpus_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "audio/audio_names.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

// The rows of a CSV (RFC 4180): quotes keep commas and line ends, a doubled quote is a quote.
std::vector<std::vector<std::string>> CsvRows(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    std::string& cell = rows.back().back();
    if (text[i] == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
      cell += text[++i];
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ',' && !quoted) {
      rows.back().emplace_back();
    } else if (text[i] == '\n' && !quoted) {
      if (i + 1 < text.size()) rows.emplace_back(1);
    } else if (text[i] != '\r') {
      cell += text[i];
    }
  }
  return rows;
}

// The splits of a MAESTRO table, by file name.
std::map<std::string, std::string> ReadSplits(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::vector<std::vector<std::string>> rows = CsvRows(text);
  const std::vector<std::string>& titles = rows.front();
  std::map<std::string, std::string> splits;
  for (const std::vector<std::string>& cells : std::span(rows).subspan(1)) {
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

std::map<std::string, std::string> ListAudio(const std::string& folder, Split split) {
  const std::map<std::string, std::string> splits = MaestroSplits(folder);
  const std::string wanted = split == Split::kTrain ? "train" : "validation";
  const bool rendered = fs::exists(fs::path(folder) / "plan.tsv");
  std::map<std::string, std::string> files;
  for (const auto& item : fs::recursive_directory_iterator(folder)) {
    if (!item.is_regular_file() || !LooksLikeAudio(item.path())) continue;
    const std::string path = item.path().lexically_relative(folder).string();
    if (!splits.empty() && (!splits.contains(path) || splits.at(path) != wanted)) continue;
    if (path.starts_with(".") || (rendered && path.starts_with("rooms/"))) continue;
    files[path] = std::to_string(item.file_size()) + "@" +
                  std::to_string(item.last_write_time().time_since_epoch().count());
  }
  return files;
}

}  // namespace spk
