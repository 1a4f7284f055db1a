// Every model in models/: a size that git can bear, weights that load, a card beside it.
#include <gtest/gtest.h>

#include <filesystem>

#include "model/families.h"
#include "model/noise.h"

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
    const auto model = LoadFamily(path, "cpu");
    ASSERT_TRUE(model.has_value()) << model.error().message;
    constexpr int kSteps = 64;
    std::vector<float> noise(static_cast<size_t>((*model)->facts().geometry.hop * kSteps));
    FillGaussian(1, 0, noise);
    EncoderSettings settings = (*model)->facts().defaults;
    settings.refinement = 0;
    const auto events = (*model)->Encode(noise, 0, kSteps, settings, {});
    ASSERT_TRUE(events.has_value()) << events.error().message;
    const double density =
        static_cast<double>(events->CountEvents()) / static_cast<double>(events->size());
    EXPECT_GT(density, 0.001);
    EXPECT_LT(density, 0.98);
  }
}

}  // namespace
}  // namespace spk
