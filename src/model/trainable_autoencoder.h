#pragma once

#include <memory>
#include <string>

#include "model/autoencoder_network.h"
#include "model/trainable.h"

namespace spk {

// That of a configuration. Fails with kModel.
Result<std::shared_ptr<Trainable>> MakeTrainableAutoencoder(const std::string& config_json);
std::shared_ptr<Trainable> MakeTrainableAutoencoder(const AutoencoderNetwork& network);

}  // namespace spk
