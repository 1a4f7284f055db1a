// The model that encode, eval and report encode with.
#pragma once

#include <string>

#include "spk/codec.h"

namespace spk {

struct NamedCodec {
  Codec codec;
  std::string name;  // of the model
  std::string path;
};

// Fails as FindModel, Codec::Load and Codec::Validate do.
Result<NamedCodec> LoadNamedCodec(const std::string& model, const std::string& device,
                                  const EncodeOptions& options);

}  // namespace spk
