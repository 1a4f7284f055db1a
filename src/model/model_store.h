// Where models are found. A model is a weights file NAME.safetensors in one of the folders
//   1. those of the environment variable SPK_MODELS, separated by colons
//   2. PREFIX/share/spk/models, beside the PREFIX/bin of the installed program
//   3. models/ of the source tree, for a program in its build folder
// without the NAME.generator.safetensors beside it,
// and the first folder that has a name decides. No LibTorch here.
#pragma once

#include <string>
#include <vector>

#include "spk/error.h"
#include "spk/spk_file.h"

namespace spk {

inline constexpr const char* kDefaultModel = "lapped";
// The tag by which a .spk file says the name of its model, for those who lack it.
inline constexpr const char* kModelTag = "MODEL";

struct StoredModel {
  std::string name;
  std::string path;
  std::string card_json;         // what `spk train` measured; "" if nothing
  ModelId id{};                  // as .spk files name it
  std::vector<ModelId> earlier;  // and as they named it before
};

// The folders in the order of search, existing or not.
std::vector<std::string> ModelFolders();

// All readable models, by folder, then name; a name that an earlier folder has is left out.
// broken: gets why others cannot be read.
std::vector<StoredModel> ListModels(std::vector<Error>* broken = nullptr);

// The file that --model means: a path if there is a slash or ".safetensors" in it, else a name.
// Fails with kModel, naming the folders that were searched.
Result<std::string> FindModel(const std::string& name);

// The file of the model that a .spk file names. Fails with kModel, naming the folders.
Result<std::string> FindModelById(const ModelId& id);

}  // namespace spk
