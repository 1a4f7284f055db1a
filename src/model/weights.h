// Weights files: safetensors whose metadata hold the configuration and the card of the model.
#pragma once

#include <torch/torch.h>

#include <string>

#include "model/autoencoder_network.h"
#include "model/safetensors.h"
#include "model/weights_file.h"
#include "spk/error.h"

namespace spk {

struct LoadedAutoencoder {
  AutoencoderNetwork network;  // in evaluation mode
  std::string config_json;
  std::string card_json;
  ModelId identity;
  std::vector<ModelId> earlier;            // identities whose files it decodes too
  std::vector<uint8_t> event_tables = {};  // empty if there are none
};

// Writes parameters and buffers of `module`, all but a generator's, floating-point ones as `type`
// (kFloat16 or kFloat32), to a temporary file beside `path` that replaces it on success. Fails with
// kOutput, or kModel if a value is not finite as `type`.
Result<void> SaveWeights(const std::string& path, const torch::nn::Module& module,
                         const std::string& config_json, const std::string& card_json,
                         TensorType type, const std::vector<ModelId>& earlier = {});

// Writes the generator of `module` beside its weights, which are there already, and in the same
// way.
Result<void> SaveGenerator(const std::string& weights, const torch::nn::Module& module,
                           TensorType type);

// Builds the autoencoder that the file's configuration describes and fills it; its generator, too,
// if that has a file, else it goes without. Fails with kInput or kModel; the message names the
// tensor and says what was found and what was needed.
Result<LoadedAutoencoder> LoadAutoencoder(const std::string& path);

// Fills a module from the file of its model and its generator from that beside it, under the checks
// of LoadWeights; tells whether there is one. One that was made for another model is an error.
Result<bool> LoadWithGenerator(const std::string& path, torch::nn::Module* module);

// Fills a module of any kind from a file, under the same checks: every name on both sides, shapes
// and types. A generator stays as it is where it has no file.
Result<void> LoadWeights(const std::string& path, torch::nn::Module* module);

// Likewise, of a model that training starts from. It may lack what training has to begin with
// anyway: prompts, which are zero then, and the predictor of events, which stays as it is.
Result<void> LoadInitialWeights(const std::string& path, torch::nn::Module* module);

}  // namespace spk
