// Every model in models/: a size that git can bear, weights that load, a card beside it.
#include <gtest/gtest.h>

#include <filesystem>

#include "model/weights.h"

namespace spk {
namespace {

std::vector<std::filesystem::path> ShippedModels() {
  std::vector<std::filesystem::path> paths;
  const auto folder = std::filesystem::path(SPK_TESTS_DIR).parent_path() / "models";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const bool generator = entry.path().stem().extension() == ".generator";
    if (entry.path().extension() == ".safetensors" && !generator) paths.push_back(entry.path());
  }
  return paths;
}

TEST(ShippedModels, LoadAndFire) {
  const auto paths = ShippedModels();
  EXPECT_FALSE(paths.empty());
  for (const auto& path : paths) {
    SCOPED_TRACE(path);
    EXPECT_LE(std::filesystem::file_size(path), 40'000'000U);
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(path).replace_extension(".md")));
    auto loaded = LoadModel(path);
    ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
    const torch::NoGradGuard no_grad;
    torch::manual_seed(1);
    const torch::Tensor mu =
        loaded->model->config().prompts > 0 ? torch::full({1}, 14, torch::kLong) : torch::Tensor();
    const double density =
        loaded->model->Encode(torch::randn({1, 512 * 64}), mu).mean().item<double>();
    EXPECT_GT(density, 0.02);
    EXPECT_LT(density, 0.98);
  }
}

}  // namespace
}  // namespace spk
