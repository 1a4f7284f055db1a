// The model that encode, eval and report encode with, or that eval measures without.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "codec/baseline.h"
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

struct NamedBaseline {
  std::unique_ptr<const Baseline> model;
  std::string name;
};

// None where the model has events. Fails as FindModel and LoadBaseline do.
Result<std::optional<NamedBaseline>> LoadNamedBaseline(const std::string& model,
                                                       const std::string& device);

}  // namespace spk
