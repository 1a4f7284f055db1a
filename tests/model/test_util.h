#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "model/config.h"
#include "system/text_file.h"

namespace spk {

inline std::string ConfigText(const std::string& name) {
  const std::filesystem::path tests(SPK_TESTS_DIR);
  return ReadTextFile(tests.parent_path() / "models" / "configs" / (name + ".json")).value();
}

// The same with the paper's U-Net narrowed from 176 million weights, which take seconds to draw and
// add nothing to what its parts do, to 3 million.
inline std::string NarrowConfigText(const std::string& name) {
  const std::string wide = "256, 512, 512, 1024, 1024]";
  std::string text = ConfigText(name);
  if (const size_t at = text.find(wide); at != std::string::npos) {
    text.replace(at, wide.size(), "128, 128, 128, 128, 128]");
  }
  return text;
}

inline AutoencoderConfig LoadConfig(const std::string& name) {
  return ParseConfig(ConfigText(name)).value();
}

inline int64_t ParameterCount(const torch::nn::Module& module) {
  int64_t count = 0;
  for (const torch::Tensor& parameter : module.parameters()) {
    count += parameter.numel();
  }
  return count;
}

// max |a - b| / max |b|
inline double RelativeError(const torch::Tensor& a, const torch::Tensor& b) {
  return ((a - b).abs().max() / b.abs().max()).item<double>();
}

}  // namespace spk
