// The networks as the codec sees them.
#pragma once

#include <memory>
#include <string>

#include "codec/model.h"

namespace spk {

// As LoadFamily, of an autoencoder.
Result<std::unique_ptr<Model>> LoadAutoencoderModel(const std::string& weights,
                                                    const std::string& device);

}  // namespace spk
