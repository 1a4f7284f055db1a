// Weights files: safetensors whose metadata hold the configuration and the card of the model.
#pragma once

#include <torch/torch.h>

#include <string>

#include "model/codec_model.h"
#include "model/safetensors.h"
#include "model/weights_file.h"
#include "spk/error.h"

namespace spk {

struct LoadedModel {
  CodecModel model;  // in evaluation mode
  std::string config_json;
  std::string card_json;
  ModelIdentity identity;
};

// Writes parameters and buffers of `module`, floating-point ones as `type` (kFloat16 or kFloat32),
// to a temporary file beside `path` that replaces it on success. Fails with kOutput, or kModel if a
// value is not finite as `type`.
Result<void> SaveWeights(const std::string& path, const torch::nn::Module& module,
                         const std::string& config_json, const std::string& card_json,
                         TensorType type);

// Builds the model that the file's configuration describes and fills it. Fails with kInput or
// kModel; the message names the tensor and says what was found and what was needed.
Result<LoadedModel> LoadModel(const std::string& path);

// Fills a module of any kind from a file, under the same checks: every name on both sides, shapes
// and types. Tensors whose names end in `spared`, if it is not empty, may be missing in the file
// and are zero then.
Result<void> LoadWeights(const std::string& path, torch::nn::Module* module,
                         const std::string& spared = "");

}  // namespace spk
