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
