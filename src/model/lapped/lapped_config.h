// A codec whose events are a lapped transform's coefficients, as data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/config.h"
#include "spk/error.h"
#include "spk/geometry.h"

namespace spk {

// A network of convolutions over the bins of a step.
struct BinLayersConfig {
  int64_t layers = 0;  // 0 = there is none
  int64_t channels = 64;
  int64_t kernel = 9;  // bins, odd
};

// A network that decides which levels fire.
struct FiringConfig {
  SeanetConfig seanet;
  BinLayersConfig layers;
};

struct LappedConfig {
  std::string name;
  int64_t sample_rate = 22050;
  int64_t hop = 2048;      // coefficients a step, and samples
  int64_t bins = 1536;     // of these, from the lowest up, are coded
  int64_t prompts = 32;    // mu = 0 … prompts - 1: of the size of the quantiser's step
  int64_t default_mu = 0;  // where an encode says nothing
  // The quantiser's step in bin k, at the frequency f of its middle, of audio of RMS 1:
  //   finest_step * 2^(mu / 4) * (1 + (f / corner)^2)^(-slope / 2)
  // Piano falls off towards high frequencies, and a step that does, too, keeps more partials there.
  double finest_step = 0.1;
  double corner = 400;  // Hz
  double slope = 0.8;
  // A coefficient c is coded as floor(|c| / step + rounding): under 1/2, small ones are left out
  // more often than not, which saves more bits than it costs.
  double rounding = 0.4;
  FiringConfig firing = {};          // moves `rounding` from cell to cell
  BinLayersConfig dequantizer = {};  // estimates what was meant
  // The share of the amplitude that was left out that a decode fills in as noise; 0 = none, and no
  // levels of noise are sent (NoiseFill).
  double fill = 0;
  int64_t fill_levels = 16;              // of 3 dB each, under the quantiser's step
  std::vector<int64_t> fill_usual = {};  // NoiseFill::kBands of them: what levels mostly are
  bool attacks = false;                  // whether the time before them is made fainter (PreEcho)
  BinLayersConfig generator = {};        // shapes that noise
};

Geometry GeometryOf(const LappedConfig& config);

// Every value has a range, unknown keys are errors; kModel names the value.
Result<LappedConfig> ParseLappedConfig(std::string_view json);

}  // namespace spk
