// Networks behind the codec's interface: prompts that travel, and what cannot be coded.
#include "model/autoencoder_model.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "model/weights.h"
#include "tests/codec/test_codec.h"
#include "tests/model/test_util.h"
#include "tests/training/tiny_model.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

class AutoencoderModels : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }

  // A codec over networks of this configuration that have learnt nothing.
  Result<Codec> Untrained(const std::string& config, const std::string& card = "{}") {
    torch::manual_seed(1);
    AutoencoderNetwork network(ParseConfig(config).value());
    // Prompts start as zeros, which nothing can be told apart by.
    for (const auto& parameter : network->named_parameters()) {
      if (parameter.key().find("prompt") == std::string::npos) continue;
      const torch::NoGradGuard no_grad;
      torch::Tensor(parameter.value()).normal_();
    }
    EXPECT_TRUE(SaveWeights(path_, *network, config, card, TensorType::kFloat16));
    return Codec::Load(path_);
  }

  static std::string Encode(const Codec& codec, std::optional<int> mu, size_t samples = 140000) {
    MemorySource source(Piano(samples), 22050, 1);
    std::ostringstream out;
    EncodeOptions options;
    options.mu = mu;
    EXPECT_TRUE(codec.Encode(source, out, options));
    return out.str();
  }

  static std::vector<float> Decode(const Codec& codec, const std::string& bytes) {
    std::istringstream in(bytes);
    auto reader = SpkReader::Open(in);
    MemorySink sink;
    EXPECT_TRUE(codec.Decode(*reader, sink, {}));
    return sink.recording.samples;
  }

  std::string path_ =
      ::testing::TempDir() + "event_model_test." + std::to_string(getpid()) + ".safetensors";
};

TEST_F(AutoencoderModels, HearThePromptOnBothSides) {
  const auto codec = Untrained(kTinyPromptedModel, R"({"mu": 20})");
  ASSERT_TRUE(codec) << codec.error().message;
  const std::string own = Encode(*codec, {});
  EXPECT_EQ(Prompts(own), (std::vector<int>{20, 20}));
  EXPECT_EQ(Encode(*codec, 20), own);
  const std::string other = Encode(*codec, 3);
  EXPECT_EQ(Prompts(other), (std::vector<int>{3, 3}));
  EXPECT_NE(Events(other), Events(own));

  // The same events under another prompt sound different: the decoder is told.
  std::istringstream in(own);
  auto reader = UnpackingReader::Open(in);
  std::ostringstream relabelled;
  auto writer = SpkWriter::Create(relabelled, reader->header());
  while (!reader->at_end()) {
    const auto item = reader->Next();
    if (const auto* coded = std::get_if<CodedSegment>(&*item)) {
      Segment segment = coded->segment;
      segment.mu = 3;
      ASSERT_TRUE(writer->WriteSegment(segment));
    }
  }
  ASSERT_TRUE(writer->Finish(140000));
  EXPECT_NE(Decode(*codec, relabelled.str()), Decode(*codec, own));
}

// The paper's own sparse network: LSTM, conformers, prompts and its U-Net, if a narrow one.
TEST_F(AutoencoderModels, ThePapersSparseNetworkCodesAFile) {
  const auto codec = Untrained(NarrowConfigText("paper-sparse"));
  ASSERT_TRUE(codec) << codec.error().message;
  const std::string bytes = Encode(*codec, 26, 8000);
  EXPECT_EQ(Prompts(bytes), (std::vector<int>{26}));
  const auto samples = Decode(*codec, bytes);
  EXPECT_EQ(samples.size(), 8000U);
  for (const float x : samples) ASSERT_TRUE(std::isfinite(x));
}

TEST_F(AutoencoderModels, WhatCannotBeCodedIsRefusedInASentence) {
  // 1.49 s a loudness point are 256 steps of 128 samples, and the format counts to 255.
  const auto fine =
      ParseConfig(Replace(Replace(Replace(kTinyModel, R"("hop": 512)", R"("hop": 128)"),
                                  R"("stft_hop": 256)", R"("stft_hop": 64)"),
                          R"("stft_window": 1024)", R"("stft_window": 256)"));
  ASSERT_FALSE(fine);
  EXPECT_EQ(fine.error().code, ErrorCode::kModel);
  EXPECT_THAT(fine.error().message, HasSubstr("loudness spacing"));
  const auto prompt = Untrained(kTinyModel, R"({"mu": 1})");
  ASSERT_FALSE(prompt);
  EXPECT_THAT(prompt.error().message, HasSubstr("prompt that it lacks"));
}

}  // namespace
}  // namespace spk
