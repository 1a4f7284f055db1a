#include "model/config.h"

#include "model/autoencoder_network.h"
#include "tests/model/test_util.h"

namespace spk {
namespace {

using testing::HasSubstr;

// The compact configuration with one text replaced.
std::string ErrorAfter(const std::string& from, const std::string& to) {
  std::string text = ConfigText("compact");
  const size_t place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  text.replace(place, from.size(), to);
  const auto config = ParseConfig(text);
  return config ? "" : config.error().message;
}

TEST(Config, CompactIsAsWritten) {
  const AutoencoderConfig config = LoadConfig("compact");
  EXPECT_EQ(config.name, "compact");
  const auto& encoder = std::get<SeanetConfig>(config.encoder);
  EXPECT_EQ(encoder.stem, Stem::kSpectral);
  EXPECT_THAT(encoder.channels, testing::ElementsAre(160, 320, 512));
  EXPECT_EQ(config.encoder_context.layers, 3);
  EXPECT_EQ(config.decoder_context.width, 512);
  EXPECT_TRUE(std::holds_alternative<MdctConfig>(config.decoder));
}

TEST(Config, ErrorsNameTheValue) {
  EXPECT_THAT(ErrorAfter("\"strides\": [2, 2]", "\"strides\": [2, 4]"),
              HasSubstr("encoder.strides: product 1024 is not the hop 512"));
  EXPECT_THAT(ErrorAfter("\"strides\": [2, 2]", "\"strides\": [4]"),
              HasSubstr("encoder.channels: needs one entry more than strides"));
  EXPECT_THAT(ErrorAfter("[160, 320, 512]", "[160, 320, -5]"),
              HasSubstr("encoder.channels: expected an integer in [1, 8192]"));
  EXPECT_THAT(ErrorAfter("[160, 320, 512]", "160"), HasSubstr("encoder.channels: expected a list"));
  EXPECT_THAT(ErrorAfter("\"spectral\"", "\"foo\""),
              HasSubstr("encoder.stem: expected one of spectral, waveform"));
  EXPECT_THAT(ErrorAfter("\"units\": 80", "\"units\": 80.5"),
              HasSubstr("units: expected an integer"));
  EXPECT_THAT(ErrorAfter("\"units\": 80", "\"units\": 18446744073709551615"),
              HasSubstr("units: expected an integer"));
  EXPECT_THAT(ErrorAfter("\"units\"", "\"unit\""), HasSubstr("unit: unknown key"));
  EXPECT_THAT(ErrorAfter("\"name\": \"compact\",", ""), HasSubstr("name: missing"));
  EXPECT_THAT(ErrorAfter("\"kernel\": 7", "\"kernel\": 8"),
              HasSubstr("encoder_context.kernel: must be odd"));
  EXPECT_THAT(ErrorAfter("\"inject_depths\": [0]", "\"inject_depths\": [1]"),
              HasSubstr("decoder.unet.inject_depths: depth 1 is at 1024 samples"));
  EXPECT_THAT(ErrorAfter("\"factors\": [1, 2, 2]", "\"factors\": [1, 2]"),
              HasSubstr("decoder.unet.channels: channels, factors and items"));
  EXPECT_THAT(ErrorAfter("\"bottleneck\": {\"type\": \"heaviside\"},", ""),
              HasSubstr("bottleneck: missing"));
  EXPECT_THAT(ErrorAfter("{\"type\": \"heaviside\"}", "{\"type\": \"none\", \"decay\": 1}"),
              HasSubstr("bottleneck.decay: unknown key"));
  EXPECT_THAT(ErrorAfter("{\"type\": \"heaviside\"}", "7"),
              HasSubstr("bottleneck: expected an object"));
}

TEST(Config, ApproximateWeightsAreWithinAFactorOfTwo) {
  const auto check = [](const AutoencoderConfig& config) {
    const auto actual = static_cast<double>(ParameterCount(*AutoencoderNetwork(config)));
    EXPECT_GT(ApproximateWeights(config), actual / 2) << config.name;
    EXPECT_LT(ApproximateWeights(config), actual * 2) << config.name;
  };
  for (const char* name : {"compact", "paper", "paper-small", "paper-seanet"}) {
    check(LoadConfig(name));
  }
  for (const char* name : {"paper-mel", "paper-rvq", "paper-sparse"}) {
    check(ParseConfig(NarrowConfigText(name)).value());
  }
}

TEST(Config, NetworksThatNoMachineHoldsAreTurnedDown) {
  EXPECT_THAT(ErrorAfter("\"layers\": 3, \"width\": 512",
                         "\"layers\": 64, \"input_kernel\": 1, \"width\": 8192"),
              HasSubstr("over 2^30 weights"));
  EXPECT_THAT(ErrorAfter("[320, 320, 320]", "[8192, 8192, 8192]"), HasSubstr("over 2^30 weights"));
}

TEST(Config, WhatTheCodecCouldNotCodeIsTurnedDown) {
  EXPECT_THAT(ErrorAfter("\"layers\": 3", "\"layers\": 20"),
              HasSubstr("steps to each side, over half a loudness point"));
}

TEST(Config, WhatIsNotJsonIsAnError) {
  for (const char* text : {"", "{", "[]", "null", "\xff"}) {
    EXPECT_FALSE(ParseConfig(text)) << text;
  }
}

}  // namespace
}  // namespace spk
