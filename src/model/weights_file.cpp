#include "model/weights_file.h"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

namespace spk {
namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }
  void Add(std::span<const uint8_t> bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
  }
  void Add(std::string_view text) {  // and a zero byte
    EVP_DigestUpdate(context_.get(), text.data(), text.size());
    EVP_DigestUpdate(context_.get(), "", 1);
  }
  ModelId First() {
    std::array<uint8_t, 32> digest{};
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    ModelId id{};
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

// What a coarse decode depends on of a configuration; "" where it is none.
std::string DecoderConfig(const std::string& config_json) {
  const auto config = nlohmann::json::parse(config_json, nullptr, false);
  if (!config.is_object()) return "";
  nlohmann::json used;
  for (const char* key : {"sample_rate", "hop", "units", "prompts", "decoder_context", "decoder"}) {
    if (config.contains(key)) used[key] = config[key];
  }
  if (used.contains("decoder") && used["decoder"].is_object()) {
    nlohmann::json& decoder = used["decoder"];
    if (decoder.value("type", "mdct") == "mdct") decoder.erase("unet");
    // How much noise is the sampler's; that its levels are among the events is not.
    if (decoder.contains("fill")) decoder["fill"] = decoder["fill"] != 0;
    decoder.erase("temperature");
    decoder.erase("pure_noise");
  }
  return used.dump();
}

bool IsOfIdentity(const TensorEntry& tensor) {
  return tensor.name.starts_with("decoder_context.") || tensor.name.starts_with("decoder.") ||
         tensor.name == kEventTablesTensor;
}

std::optional<ModelId> ParseId(std::string_view text) {
  ModelId id{};
  if (text.size() != 2 * id.size()) return std::nullopt;
  for (size_t i = 0; i < id.size(); ++i) {
    const char* at = text.data() + 2 * i;
    if (std::from_chars(at, at + 2, id[i], 16).ptr != at + 2) return std::nullopt;
  }
  return id;
}

// A configuration as the header of a weights file without tensors.
Result<SafetensorsHeader> HeaderOfConfig(std::span<const uint8_t> bytes) {
  auto config = nlohmann::ordered_json::parse(bytes, nullptr, false);
  if (!config.is_object()) return Fail(ErrorCode::kModel, "model configuration: not JSON");
  SafetensorsHeader header;
  header.data_start = bytes.size();
  if (const auto card = config.find("card"); card != config.end()) {
    header.metadata["card"] = card->dump();
    config.erase(card);
  }
  header.metadata["config"] = config.dump();
  return header;
}

}  // namespace

std::string GeneratorPath(const std::string& weights) {
  std::string_view stem = weights;
  if (stem.ends_with(kWeightsSuffix)) stem.remove_suffix(kWeightsSuffix.size());
  return std::string(stem).append(kGeneratorSuffix);
}

Result<WeightsFile> WeightsFile::Open(const std::string& path) {
  auto file = MappedFile::Open(path);
  SPK_TRY(file);
  auto header = path.ends_with(kConfigSuffix) ? HeaderOfConfig(file->bytes())
                                              : ParseSafetensors(file->bytes());
  if (!header) return Fail(header.error().code, path + ": " + header.error().message);
  return WeightsFile(std::move(*file), std::move(*header));
}

std::string IdentityList(const std::vector<ModelId>& ids) {
  nlohmann::json list = nlohmann::json::array();
  for (const ModelId& id : ids) list.push_back(ModelIdText(id));
  return list.dump();
}

std::string WeightsFile::metadata(const std::string& key) const {
  const auto found = header_.metadata.find(key);
  return found == header_.metadata.end() ? "" : found->second;
}

std::span<const uint8_t> WeightsFile::event_tables() const {
  const auto found = std::ranges::find(header_.tensors, kEventTablesTensor, &TensorEntry::name);
  return found == header_.tensors.end() ? std::span<const uint8_t>() : data(*found);
}

ModelId ComputeIdentity(const std::string& config_json, std::vector<TensorBytes> tensors) {
  std::erase_if(tensors, [](const TensorBytes& tensor) { return !IsOfIdentity(tensor.entry); });
  std::ranges::sort(tensors, {}, [](const TensorBytes& tensor) { return tensor.entry.name; });
  Sha256 hash;
  hash.Add(DecoderConfig(config_json));
  for (const auto& [entry, bytes] : tensors) {
    hash.Add(entry.name);
    hash.Add(Name(entry.type));
    for (const int64_t size : entry.shape) hash.Add(std::to_string(size));
    hash.Add(bytes);
  }
  return hash.First();
}

std::optional<ModelId> WeightsFile::StatedIdentity() const { return ParseId(metadata("identity")); }

ModelId WeightsFile::ComputedIdentity() const {
  std::vector<TensorBytes> tensors;
  for (const TensorEntry& entry : header_.tensors) tensors.push_back({entry, data(entry)});
  return ComputeIdentity(metadata("config"), std::move(tensors));
}

ModelId WeightsFile::Identity() const {
  const auto stated = StatedIdentity();
  return stated ? *stated : ComputedIdentity();
}

Result<void> WeightsFile::CheckIdentity() const {
  const auto stated = StatedIdentity();
  if (!stated || *stated == ComputedIdentity()) return {};
  return Fail(ErrorCode::kModel, "the weights are not those of " + ModelIdText(*stated) +
                                     ", which the file says it holds");
}

std::vector<ModelId> WeightsFile::EarlierIdentities() const {
  const auto list = nlohmann::json::parse(metadata("earlier"), nullptr, false);
  std::vector<ModelId> earlier;
  if (!list.is_array()) return earlier;
  for (const auto& entry : list) {
    const auto id = entry.is_string() ? ParseId(entry.get<std::string>()) : std::nullopt;
    if (id) earlier.push_back(*id);
  }
  return earlier;
}

void WriteWithEventTables(const WeightsFile& weights, std::span<const uint8_t> tables,
                          std::ostream& out) {
  SafetensorsHeader header = weights.header();
  std::erase_if(header.tensors,
                [](const TensorEntry& tensor) { return tensor.name == kEventTablesTensor; });
  // Where tables are replaced, what was coded with them is the other weights' alone.
  std::vector<ModelId> earlier = weights.EarlierIdentities();
  if (weights.event_tables().empty()) earlier.push_back(weights.Identity());
  header.metadata["earlier"] = IdentityList(earlier);

  const std::vector<TensorEntry> kept = header.tensors;
  header.tensors.push_back({.name = std::string(kEventTablesTensor),
                            .type = TensorType::kUint8,
                            .shape = {std::ssize(tables)}});
  std::vector<TensorBytes> tensors = {{header.tensors.back(), tables}};
  for (const TensorEntry& entry : kept) tensors.push_back({entry, weights.data(entry)});
  header.metadata["identity"] =
      ModelIdText(ComputeIdentity(weights.metadata("config"), std::move(tensors)));
  out << WriteSafetensorsHeader(header);
  const auto write = [&out](std::span<const uint8_t> bytes) {
    out.write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
  };
  for (const TensorEntry& tensor : kept) write(weights.data(tensor));
  write(tables);
}

}  // namespace spk
