// The shipped models are as good as they were: expected_quality.json says how good that is.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "audio/audio_reader.h"
#include "evaluation/record.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

fs::path Root() { return fs::path(SPK_TESTS_DIR).parent_path(); }

const nlohmann::json& Expected() {
  static const nlohmann::json expected =
      nlohmann::json::parse(std::ifstream(Root() / "tests/evaluation/expected_quality.json"));
  return expected;
}

// The last entry of a model, null if there is none.
nlohmann::json Pinned(const std::string& model) {
  nlohmann::json last;
  for (const nlohmann::json& entry : Expected()["history"]) {
    if (entry["model"] == model) last = entry;
  }
  return last;
}

FileEvaluation EvaluateClip(const Codec& codec, const nlohmann::json& pinned) {
  EvaluationOptions options;
  for (const nlohmann::json& figures : pinned["figures"])
    options.sampling_steps.push_back(figures["steps"]);
  // As `spk eval` does: tags are part of the file.
  const std::string path = Root() / "tests/clip/chopin_op10_no3.flac";
  options.encode.tags = AudioReader::Open(path)->tags();
  options.encode.tags.push_back({"MODEL", pinned["model"].get<std::string>()});
  options.encode.tags.push_back({"SOURCE",  // of the length that it has
                                 "1234567 1795654312051366203 0123456789abcdef "
                                 "refine=1 packing=auto channels=all"});
  const OpenSource open = [&] {
    return std::make_unique<AudioReader>(AudioReader::Open(path).value());
  };
  return Evaluate(codec, open, options).value();
}

void ExpectQuality(const Codec& codec, const nlohmann::json& pinned) {
  const FileEvaluation clip = EvaluateClip(codec, pinned);
  ASSERT_FALSE(clip.decodes.empty());
  for (size_t i = 0; i < clip.decodes.size(); ++i) {
    const auto record = Record(clip, clip.decodes[i]);
    for (const auto& [name, tolerance] : Expected()["tolerances"].items()) {
      EXPECT_NEAR(record[name], pinned["figures"][i][name], tolerance.get<double>())
          << name << " at " << record["steps"] << " steps";
    }
  }
}

TEST(PinnedQuality, FiguresOfTheShippedModelsStay) {
  size_t models = 0;
  for (const auto& item : fs::directory_iterator(Root() / "models")) {
    const bool generator = item.path().stem().extension() == ".generator";
    if (item.path().extension() != ".safetensors" || generator) continue;
    SCOPED_TRACE(item.path());
    ++models;
    const nlohmann::json pinned = Pinned(item.path().stem());
    ASSERT_FALSE(pinned.is_null()) << "no figures yet: scripts/pin_quality.sh";
    const auto codec = Codec::Load(item.path());
    ASSERT_TRUE(codec) << codec.error().message;
    ASSERT_EQ(ModelIdText(codec->model_id()), pinned["id"])
        << "other weights than those measured: scripts/pin_quality.sh";
    ExpectQuality(*codec, pinned);
  }
  EXPECT_GT(models, 0U);
}

}  // namespace
}  // namespace spk
