#include "model/weights.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "system/output_file.h"

namespace spk {
namespace {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

// A module has one file, or two.
enum class Part { kModel, kGenerator };

NamedTensors TensorsOf(const torch::nn::Module& module, Part part) {
  NamedTensors tensors;
  for (const auto& item : module.named_parameters()) {
    tensors.emplace_back(item.key(), item.value());
  }
  for (const auto& item : module.named_buffers()) {
    tensors.emplace_back(item.key(), item.value());
  }
  std::erase_if(tensors, [part](const auto& tensor) {
    return IsOfGenerator(tensor.first) != (part == Part::kGenerator);
  });
  return tensors;
}

torch::ScalarType ScalarOf(TensorType type) {
  switch (type) {
    case TensorType::kFloat16:
      return torch::kHalf;
    case TensorType::kFloat32:
      return torch::kFloat;
    case TensorType::kInt64:
      return torch::kLong;
    case TensorType::kUint8:
      return torch::kByte;
  }
  return torch::kFloat;
}

std::string Text(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (const int64_t size : shape) {
    text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  }
  return text + "]";
}

std::string Difference(const TensorEntry& entry, const torch::Tensor& target) {
  if (entry.shape != target.sizes().vec()) {
    return "shape " + Text(entry.shape) + " in the file, " + Text(target.sizes().vec()) +
           " in the model";
  }
  const bool is_float = entry.type == TensorType::kFloat16 || entry.type == TensorType::kFloat32;
  if (is_float != target.is_floating_point()) {
    return "dtype " + std::string(Name(entry.type)) + " in the file, " +
           (target.is_floating_point() ? "floating point" : "I64") + " in the model";
  }
  return "";
}

bool IsOfPrompt(std::string_view tensor) { return tensor.ends_with(".prompt.weight"); }
bool IsOfPredictor(std::string_view tensor) {
  return tensor.starts_with(std::string(kEventPredictor) + ".");
}

// What a file may lack of a module.
enum class Lacks { kNothing, kWhatTrainingBegins };

// Checks everything before anything is written to the module.
Result<void> Fill(const std::string& path, const WeightsFile& file, const NamedTensors& tensors,
                  Lacks lacks = Lacks::kNothing) {
  std::map<std::string, const TensorEntry*> entries;
  for (const TensorEntry& entry : file.header().tensors) {
    if (entry.name != kEventTablesTensor) entries[entry.name] = &entry;  // no network's
  }
  NamedTensors targets;
  NamedTensors absent;
  for (const auto& [name, target] : tensors) {
    const bool begins = lacks == Lacks::kWhatTrainingBegins && !entries.contains(name);
    if (begins && IsOfPrompt(name)) {
      absent.emplace_back(name, target);
    } else if (!begins || !IsOfPredictor(name)) {
      targets.emplace_back(name, target);
    }
  }
  for (const auto& [name, target] : targets) {
    const auto found = entries.find(name);
    const std::string difference =
        found == entries.end() ? "missing in the file" : Difference(*found->second, target);
    if (!difference.empty()) {
      return Fail(ErrorCode::kModel, path + ": tensor " + name + ": " + difference);
    }
  }
  if (entries.size() != targets.size()) {
    for (const auto& [name, target] : targets) {
      entries.erase(name);
    }
    return Fail(ErrorCode::kModel, path + ": tensor " + entries.begin()->first.substr(0, 200) +
                                       ": unknown to the model");
  }
  const torch::NoGradGuard no_grad;
  for (const auto& [name, target] : absent) torch::Tensor(target).zero_();
  for (const auto& [name, target] : targets) {
    const TensorEntry& entry = *entries[name];
    // from_blob wants a mutable pointer; copy_ only reads it.
    auto* bytes = const_cast<uint8_t*>(file.data(entry).data());
    torch::Tensor(target).copy_(torch::from_blob(bytes, entry.shape, ScalarOf(entry.type)));
  }
  return {};
}

Result<void> WriteFile(const std::string& path, const std::string& header,
                       const NamedTensors& tensors) {
  auto whole = OutputFile::Create(path, /*force=*/true);
  SPK_TRY(whole);
  std::ofstream file(whole->path(), std::ios::binary);
  file.write(header.data(), static_cast<std::streamsize>(header.size()));
  for (const auto& [name, tensor] : tensors) {
    file.write(static_cast<const char*>(tensor.data_ptr()),
               static_cast<std::streamsize>(tensor.nbytes()));
  }
  file.close();
  if (!file) return Fail(ErrorCode::kOutput, path + ": cannot write");
  return whole->Commit();
}

// tensors: those of the header.
void StateIdentity(const NamedTensors& tensors, SafetensorsHeader* header) {
  std::vector<TensorBytes> bytes;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const torch::Tensor& values = tensors[i].second;
    bytes.push_back(
        {header->tensors[i], {static_cast<const uint8_t*>(values.data_ptr()), values.nbytes()}});
  }
  header->metadata["identity"] =
      ModelIdText(ComputeIdentity(header->metadata["config"], std::move(bytes)));
}

Result<void> Save(const std::string& path, const NamedTensors& tensors,
                  std::map<std::string, std::string> metadata, TensorType type) {
  SafetensorsHeader header{.metadata = std::move(metadata), .tensors = {}};
  NamedTensors stored;
  for (const auto& [name, tensor] : tensors) {
    const TensorType as = tensor.is_floating_point() ? type : TensorType::kInt64;
    const torch::Tensor values = tensor.detach().to(torch::kCPU, ScalarOf(as)).contiguous();
    if (tensor.is_floating_point() && !torch::isfinite(values).all().item<bool>()) {
      return Fail(ErrorCode::kModel,
                  "tensor " + name + ": a value is not finite as " + std::string(Name(as)));
    }
    header.tensors.push_back({.name = name, .type = as, .shape = values.sizes().vec()});
    stored.emplace_back(name, values);
  }
  if (header.metadata.contains("config")) StateIdentity(stored, &header);
  return WriteFile(path, WriteSafetensorsHeader(header), stored);
}

// The generator of the model at `path`, where it has a file; whether it has. models: for which of
// them it may have been made; empty = any.
Result<bool> FillGenerator(const std::string& path, const torch::nn::Module& module,
                           const std::vector<ModelId>& models) {
  const NamedTensors tensors = TensorsOf(module, Part::kGenerator);
  const std::string beside = GeneratorPath(path);
  std::error_code ignored;
  if (tensors.empty() || !std::filesystem::exists(beside, ignored)) return false;
  auto file = WeightsFile::Open(beside);
  SPK_TRY(file);
  const auto made_for = [&](const ModelId& id) {
    return file->metadata("model") == ModelIdText(id);
  };
  if (!models.empty() && std::ranges::none_of(models, made_for)) {
    return Fail(ErrorCode::kModel, beside + ": was made for another model than " + path);
  }
  return Fill(beside, *file, tensors).map([] { return true; });
}

Result<void> LoadAll(const std::string& path, torch::nn::Module* module, Lacks lacks) {
  const auto file = WeightsFile::Open(path);
  SPK_TRY(file);
  SPK_TRY(Fill(path, *file, TensorsOf(*module, Part::kModel), lacks));
  return FillGenerator(path, *module, {}).map([](bool /*there*/) {});
}

}  // namespace

Result<void> SaveWeights(const std::string& path, const torch::nn::Module& module,
                         const std::string& config_json, const std::string& card_json,
                         TensorType type, const std::vector<ModelId>& earlier) {
  std::map<std::string, std::string> metadata = {{"config", config_json}, {"card", card_json}};
  if (!earlier.empty()) metadata["earlier"] = IdentityList(earlier);
  return Save(path, TensorsOf(module, Part::kModel), std::move(metadata), type);
}

Result<void> SaveGenerator(const std::string& weights, const torch::nn::Module& module,
                           TensorType type) {
  const auto file = WeightsFile::Open(weights);
  SPK_TRY(file);
  return Save(GeneratorPath(weights), TensorsOf(module, Part::kGenerator),
              {{"model", ModelIdText(file->Identity())}}, type);
}

Result<bool> LoadWithGenerator(const std::string& path, torch::nn::Module* module) {
  const auto file = WeightsFile::Open(path);
  SPK_TRY(file);
  if (const auto checked = file->CheckIdentity(); !checked) {
    return Fail(checked.error().code, path + ": " + checked.error().message);
  }
  SPK_TRY(Fill(path, *file, TensorsOf(*module, Part::kModel)));
  std::vector<ModelId> models = file->EarlierIdentities();
  models.push_back(file->Identity());
  return FillGenerator(path, *module, models);
}

Result<LoadedAutoencoder> LoadAutoencoder(const std::string& path) {
  auto file = WeightsFile::Open(path);
  SPK_TRY(file);
  LoadedAutoencoder loaded{.network = nullptr,
                           .config_json = file->metadata("config"),
                           .card_json = file->metadata("card"),
                           .identity = file->Identity(),
                           .earlier = file->EarlierIdentities()};
  std::ranges::copy(file->event_tables(), std::back_inserter(loaded.event_tables));
  const auto config = ParseConfig(loaded.config_json);
  if (!config) {
    return Fail(ErrorCode::kModel, path + ": " + config.error().message);
  }
  try {
    loaded.network = AutoencoderNetwork(*config);
    const auto generator = LoadWithGenerator(path, loaded.network.get());
    SPK_TRY(generator);
    if (!*generator) loaded.network->DropGenerator();
  } catch (const std::exception& error) {  // c10::Error, or no memory for what the file describes
    return Fail(ErrorCode::kModel, path + ": cannot build the model: " + FirstLine(error));
  }
  loaded.network->eval();
  return loaded;
}

Result<void> LoadWeights(const std::string& path, torch::nn::Module* module) {
  return LoadAll(path, module, Lacks::kNothing);
}

Result<void> LoadInitialWeights(const std::string& path, torch::nn::Module* module) {
  return LoadAll(path, module, Lacks::kWhatTrainingBegins);
}

}  // namespace spk
