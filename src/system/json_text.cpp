#include "system/json_text.h"

#include "system/text.h"

namespace spk {
namespace {

using nlohmann::ordered_json;

void Write(const ordered_json& json, int indent, int depth, std::string* out) {
  if (json.is_string()) {
    *out += JsonString(json.get_ref<const std::string&>());
    return;
  }
  if (!json.is_structured() || json.empty()) {
    *out += json.dump();
    return;
  }
  const auto new_line = [&](int level) {
    if (indent < 0) return;
    *out += "\n";
    out->append(static_cast<size_t>(indent) * static_cast<size_t>(level), ' ');
  };
  *out += json.is_object() ? "{" : "[";
  bool first = true;
  for (const auto& [key, value] : json.items()) {
    if (!first) *out += ",";
    first = false;
    new_line(depth + 1);
    if (json.is_object()) *out += JsonString(key) + (indent >= 0 ? ": " : ":");
    Write(value, indent, depth + 1, out);
  }
  new_line(depth);
  *out += json.is_object() ? "}" : "]";
}

}  // namespace

std::string JsonText(const ordered_json& json, int indent) {
  std::string text;
  Write(json, indent, 0, &text);
  return text;
}

}  // namespace spk
