// The paper's baselines as an evaluation sees them.
#pragma once

#include <memory>
#include <string>

#include "codec/baseline.h"

namespace spk {

// As LoadBaseline, of an autoencoder that has no events.
Result<std::unique_ptr<Baseline>> LoadBaselineAutoencoder(const std::string& weights,
                                                          const std::string& device);

}  // namespace spk
