#include "cli/neural/journal.h"

#include "cli/neural/source_stamp.h"
#include "evaluation/evaluation_json.h"
#include "system/json_text.h"

namespace spk {
namespace {

using nlohmann::ordered_json;

bool IsStamped(const ordered_json& line, const char* field, const std::string& path,
               const std::string& way) {
  if (path.empty()) return !line.contains(field);
  const auto stamp = line.find(field);
  return stamp != line.end() && stamp->is_string() &&
         IsStampOf(stamp->get<std::string>(), path, way);
}

}  // namespace

Result<void> Journal::Open(const std::string& path, const std::string& way) {
  if (path.empty()) return {};
  path_ = path;
  way_ = way;
  std::ifstream in(path, std::ios::binary);
  bool whole = true;  // the last line
  for (std::string line; std::getline(in, line);) {
    whole = !in.eof();
    ordered_json json = ordered_json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("input") || !json["input"].is_string()) continue;
    const auto input = json["input"].get<std::string>();
    known_[input] = std::move(json);
  }
  out_.open(path, std::ios::app | std::ios::binary);
  if (!whole) out_ << "\n" << std::flush;
  if (!out_) return Fail(ErrorCode::kOutput, path + ": cannot write");
  return {};
}

std::optional<FileEvaluation> Journal::Find(const Task& task) const {
  const auto found = known_.find(task.input);
  if (found == known_.end()) return std::nullopt;
  const ordered_json& line = found->second;
  if (!IsStamped(line, "recording", task.input, way_)) return std::nullopt;
  if (!IsStamped(line, "coded", task.output, way_)) return std::nullopt;
  return line.contains("measured") ? EvaluationOf(line["measured"]) : std::nullopt;
}

Result<void> Journal::Add(const Task& task, const FileEvaluation& evaluation) {
  if (path_.empty()) return {};
  ordered_json line = {{"input", task.input}};
  for (const auto& [field, path] : {std::pair("recording", task.input), {"coded", task.output}}) {
    const auto stamp = SourceStamp(path, way_);
    if (stamp) line[field] = *stamp;
  }
  line["measured"] = ToJson(evaluation);
  const std::lock_guard lock(mutex_);
  out_ << JsonText(line) + "\n" << std::flush;
  if (!out_) return Fail(ErrorCode::kOutput, path_ + ": cannot write");
  return {};
}

}  // namespace spk
