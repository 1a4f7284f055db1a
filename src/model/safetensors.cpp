#include "model/safetensors.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace spk {
namespace {

using Json = nlohmann::json;

constexpr uint64_t kLengthBytes = 8;
constexpr uint64_t kMaxHeader = 16U << 20U;  // a header of a thousand tensors is 100 kB
constexpr size_t kMaxDimensions = 8;

tl::unexpected<Error> Bad(const std::string& reason) {
  return Fail(ErrorCode::kModel, "not a valid safetensors file: " + reason);
}

std::optional<TensorType> ParseType(const Json& json) {
  for (const TensorType type :
       {TensorType::kFloat16, TensorType::kFloat32, TensorType::kInt64, TensorType::kUint8}) {
    if (json == Name(type)) {
      return type;
    }
  }
  return std::nullopt;
}

// nlohmann::json keeps the last of two equal keys; a name that comes twice must be an error.
Json ParseUniqueKeys(std::string_view text, bool* unique) {
  size_t keys = 0;
  const auto count = [&keys](int depth, Json::parse_event_t event, const Json&) {
    keys += depth == 1 && event == Json::parse_event_t::key ? 1 : 0;
    return true;
  };
  Json json = Json::parse(text, count, /*allow_exceptions=*/false);
  *unique = json.is_object() && json.size() == keys;
  return json;
}

bool ReadUnsigned(const Json& json, uint64_t* value) {
  if (!json.is_number_unsigned()) {
    return false;
  }
  *value = json.get<uint64_t>();
  return *value <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
}

bool HasKeys(const Json& json) {
  return json.is_object() && json.size() == 3 && json.contains("dtype") && json.contains("shape") &&
         json.contains("data_offsets") && json["shape"].is_array() &&
         json["shape"].size() <= kMaxDimensions && json["data_offsets"].is_array() &&
         json["data_offsets"].size() == 2;
}

Result<TensorEntry> ParseEntry(const std::string& name, const Json& json) {
  const std::string quoted = "tensor \"" + name.substr(0, 200) + "\": ";
  if (!HasKeys(json)) {
    return Bad(quoted + "expected dtype, shape and data_offsets");
  }
  const auto type = ParseType(json["dtype"]);
  if (!type) {
    return Bad(quoted + "dtype is none of F16, F32, I64, U8");
  }
  TensorEntry entry{.name = name, .type = *type, .shape = {}};
  uint64_t bytes = SizeOf(*type);
  for (const Json& item : json["shape"]) {
    uint64_t size = 0;
    if (!ReadUnsigned(item, &size) ||
        (size != 0 && bytes > std::numeric_limits<int64_t>::max() / size)) {
      return Bad(quoted + "impossible shape");
    }
    bytes *= size;
    entry.shape.push_back(static_cast<int64_t>(size));
  }
  if (!ReadUnsigned(json["data_offsets"][0], &entry.begin) ||
      !ReadUnsigned(json["data_offsets"][1], &entry.end) || entry.begin > entry.end) {
    return Bad(quoted + "impossible offsets");
  }
  if (entry.end - entry.begin != bytes) {
    return Bad(quoted + "has " + std::to_string(entry.end - entry.begin) +
               " bytes, its shape needs " + std::to_string(bytes));
  }
  return entry;
}

Result<std::map<std::string, std::string>> ParseMetadata(const Json& json) {
  if (!json.is_object()) {
    return Bad("__metadata__ is not an object");
  }
  std::map<std::string, std::string> metadata;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) {
      return Bad("__metadata__ holds something else than strings");
    }
    metadata[key] = value.get<std::string>();
  }
  return metadata;
}

Result<SafetensorsHeader> ParseHeader(std::string_view text) {
  bool unique = false;
  const Json json = ParseUniqueKeys(text, &unique);
  if (!json.is_object()) {
    return Bad("the header is not a JSON object");
  }
  if (!unique) {
    return Bad("a tensor is named twice");
  }
  SafetensorsHeader header;
  for (const auto& [name, value] : json.items()) {
    if (name == "__metadata__") {
      auto metadata = ParseMetadata(value);
      SPK_TRY(metadata);
      header.metadata = *std::move(metadata);
    } else {
      auto entry = ParseEntry(name, value);
      SPK_TRY(entry);
      header.tensors.push_back(*std::move(entry));
    }
  }
  std::ranges::sort(header.tensors, {},
                    [](const TensorEntry& entry) { return std::pair(entry.begin, entry.end); });
  return header;
}

}  // namespace

std::string_view Name(TensorType type) {
  switch (type) {
    case TensorType::kFloat16:
      return "F16";
    case TensorType::kFloat32:
      return "F32";
    case TensorType::kInt64:
      return "I64";
    case TensorType::kUint8:
      return "U8";
  }
  return "";
}

uint64_t SizeOf(TensorType type) {
  switch (type) {
    case TensorType::kFloat16:
      return 2;
    case TensorType::kFloat32:
      return 4;
    case TensorType::kInt64:
      return 8;
    case TensorType::kUint8:
      return 1;
  }
  return 0;
}

Result<SafetensorsHeader> ParseSafetensors(std::span<const uint8_t> file) {
  if (file.size() < kLengthBytes) {
    return Bad("shorter than 8 bytes");
  }
  uint64_t length = 0;
  for (size_t i = kLengthBytes; i-- > 0;) {
    length = length << 8U | file[i];
  }
  if (length > kMaxHeader) {
    return Bad("a header of " + std::to_string(length) + " bytes, over the limit of 16 MiB");
  }
  if (length > file.size() - kLengthBytes) {
    return Bad("truncated: the header claims " + std::to_string(length) + " bytes, " +
               std::to_string(file.size() - kLengthBytes) + " are there");
  }
  const std::string_view text(reinterpret_cast<const char*>(file.data()) + kLengthBytes, length);
  auto header = ParseHeader(text);
  if (!header) {
    return header;
  }
  header->data_start = kLengthBytes + length;
  uint64_t reached = 0;
  for (const TensorEntry& entry : header->tensors) {
    if (entry.begin != reached) {
      return Bad("tensor \"" + entry.name.substr(0, 200) +
                 "\": does not begin where the one before it ends");
    }
    reached = entry.end;
  }
  const uint64_t present = file.size() - header->data_start;
  if (reached != present) {
    return Bad(std::string(reached > present ? "truncated" : "oversized") + ": the tensors take " +
               std::to_string(reached) + " bytes, " + std::to_string(present) + " are there");
  }
  return header;
}

std::string WriteSafetensorsHeader(const SafetensorsHeader& header) {
  nlohmann::ordered_json json;
  if (!header.metadata.empty()) {
    json["__metadata__"] = header.metadata;
  }
  uint64_t offset = 0;
  for (const TensorEntry& entry : header.tensors) {
    uint64_t bytes = SizeOf(entry.type);
    for (const int64_t size : entry.shape) {
      bytes *= static_cast<uint64_t>(size);
    }
    json[entry.name] = {{"dtype", Name(entry.type)},
                        {"shape", entry.shape},
                        {"data_offsets", {offset, offset + bytes}}};
    offset += bytes;
  }
  std::string text = json.is_null() ? "{}" : json.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::string bytes;
  for (size_t i = 0; i < kLengthBytes; ++i) {
    bytes.push_back(static_cast<char>(text.size() >> 8 * i & 0xFFU));
  }
  return bytes + text;
}

}  // namespace spk
