#include "model/model_store.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>

#include "model/weights_file.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

std::string JoinFolders() {
  std::string text;
  for (const std::string& folder : ModelFolders()) text += (text.empty() ? "" : ", ") + folder;
  return text;
}

std::vector<fs::path> WeightsIn(const std::string& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (fs::directory_iterator it(folder, ignored), end; !ignored && it != end;
       it.increment(ignored)) {
    const std::string name = it->path().filename().string();
    if (name.ends_with(kWeightsSuffix) && !name.ends_with(kGeneratorSuffix)) {
      files.push_back(it->path());
    }
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

std::vector<std::string> ModelFolders() {
  std::vector<std::string> folders;
  if (const char* environment = std::getenv("SPK_MODELS"); environment != nullptr) {
    std::istringstream list(environment);
    for (std::string folder; std::getline(list, folder, ':');) {
      if (!folder.empty()) folders.push_back(folder);
    }
  }
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure);
  if (failure) return folders;
  const fs::path prefix = program.parent_path().parent_path();
  folders.push_back((prefix / "share/spk/models").string());
  folders.push_back((prefix.parent_path().parent_path() / "models").string());  // build/PRESET/bin
  return folders;
}

std::vector<StoredModel> ListModels(std::vector<Error>* broken) {
  std::vector<StoredModel> models;
  std::set<std::string> names;
  for (const std::string& folder : ModelFolders()) {
    for (const fs::path& path : WeightsIn(folder)) {
      const auto file = WeightsFile::Open(path.string());
      if (!file && broken != nullptr) broken->push_back(file.error());
      if (!file || !names.insert(path.stem().string()).second) continue;
      models.push_back({.name = path.stem().string(),
                        .path = path.string(),
                        .card_json = file->metadata("card"),
                        .id = file->Identity(),
                        .earlier = file->EarlierIdentities()});
    }
  }
  return models;
}

Result<std::string> FindModel(const std::string& name) {
  const bool is_path = name.find('/') != std::string::npos;
  if (is_path || name.ends_with(kWeightsSuffix) || name.ends_with(kConfigSuffix)) return name;
  for (const std::string& folder : ModelFolders()) {
    const fs::path path = fs::path(folder) / std::string(name).append(kWeightsSuffix);
    std::error_code ignored;
    if (fs::exists(path, ignored)) return path.string();
  }
  return Fail(ErrorCode::kModel, "model " + name + " not found in " + JoinFolders());
}

Result<std::string> FindModelById(const ModelId& id) {
  std::vector<Error> broken;
  for (const StoredModel& model : ListModels(&broken)) {
    if (model.id == id || std::ranges::count(model.earlier, id) > 0) return model.path;
  }
  std::string others;
  for (const Error& error : broken) others += "; " + error.message;
  return Fail(ErrorCode::kModel, "not found in " + JoinFolders() + others);
}

}  // namespace spk
