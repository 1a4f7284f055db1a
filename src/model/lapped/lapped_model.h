// A model whose events are the coefficients of a lapped transform (MDCT; Princen & Bradley 1986),
// quantised by steps of a size that the compression prompt chooses.
#pragma once

#include <memory>
#include <string>

#include "codec/model.h"

namespace spk {

Result<std::unique_ptr<Model>> LoadLappedModel(const std::string& weights,
                                               const std::string& device);

}  // namespace spk
