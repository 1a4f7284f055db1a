// The networks as the codec sees them.
#pragma once

#include <memory>
#include <string>

#include "codec/model.h"

namespace spk {

// As LoadFamily, of the first family: CodecModel's networks.
Result<std::unique_ptr<Model>> LoadEventModel(const std::string& weights,
                                              const std::string& device);

}  // namespace spk
