#include "model/seanet.h"

#include "model/conv.h"
#include "tests/model/test_util.h"

namespace spk {
namespace {

SeanetConfig PaperEncoder(std::vector<int64_t> strides) {
  SeanetConfig config = std::get<SeanetConfig>(LoadConfig("paper").encoder);
  config.strides = std::move(strides);
  return config;
}

// The same network with two channels everywhere: lengths do not depend on the width.
SeanetConfig Narrow(SeanetConfig config) {
  config.channels.assign(config.channels.size(), 2);
  config.dimension = 2;
  return config;
}

struct Size {
  std::vector<int64_t> strides;
  int64_t encoder;
  int64_t decoder;
};

class SeanetSizes : public testing::TestWithParam<Size> {};

TEST_P(SeanetSizes, EqualEncodec) {
  const SeanetConfig config = PaperEncoder(GetParam().strides);
  EXPECT_EQ(ParameterCount(*SeanetEncoder(config)), GetParam().encoder);
  EXPECT_EQ(ParameterCount(*SeanetDecoder(config, 128)), GetParam().decoder);
}

INSTANTIATE_TEST_SUITE_P(Strides, SeanetSizes,
                         testing::Values(Size{{2, 4, 5, 8}, 7425792, 7426018},  // EnCodec itself
                                         Size{{2, 4, 8, 8}, 7622400, 7622626},  // the paper's
                                         Size{{4, 4, 4, 8}, 7368448, 7368674},
                                         Size{{8, 4, 4, 4}, 6336256, 6336482},
                                         Size{{8, 8, 4, 2}, 5877504, 5877730}));

TEST(Seanet, IdentitySkipsSaveWhatTheReferenceSays) {
  SeanetConfig config = PaperEncoder({2, 4, 8, 8});
  config.true_skip = true;
  EXPECT_EQ(ParameterCount(*SeanetEncoder(config)), 7622400 - 88000);
}

void ExpectEveryLength(const SeanetConfig& config) {
  const torch::NoGradGuard no_grad;
  SeanetEncoder encoder(config);
  const auto expect_steps = [&](int64_t length) {
    ASSERT_EQ(encoder(torch::zeros({1, length})).size(2), (length + 511) / 512) << length;
  };
  for (int64_t length = 1; length <= 3000; ++length) {
    expect_steps(length);
  }
  for (const int64_t length : {131071, 131072, 131073, 400001}) {
    expect_steps(length);
  }
}

TEST(Seanet, WaveformStemKeepsTheLengthRule) {
  ExpectEveryLength(Narrow(PaperEncoder({2, 4, 8, 8})));
}

TEST(Seanet, ReflectingCausalEncoderKeepsTheLengthRule) {
  SeanetConfig config = Narrow(PaperEncoder({2, 4, 8, 8}));
  config.padding = Padding::kReflect;
  config.causal = true;
  ExpectEveryLength(config);
}

TEST(Seanet, SpectralStemKeepsTheLengthRule) {
  ExpectEveryLength(Narrow(std::get<SeanetConfig>(LoadConfig("compact").encoder)));
}

TEST(Seanet, DecoderGivesWholeSteps) {
  const torch::NoGradGuard no_grad;
  SeanetDecoder decoder(Narrow(PaperEncoder({2, 4, 8, 8})), 3);
  for (const int64_t steps : {1, 2, 7, 256}) {
    EXPECT_EQ(decoder(torch::zeros({2, 3, steps})).sizes(), (torch::IntArrayRef{2, 512 * steps}));
  }
}

TEST(Seanet, CausalEncoderDoesNotSeeTheFuture) {
  const torch::NoGradGuard no_grad;
  SeanetConfig config = Narrow(PaperEncoder({2, 4, 8, 8}));
  config.causal = true;
  SeanetEncoder encoder(config);
  const torch::Tensor audio = torch::randn({1, 8192});
  torch::Tensor changed = audio.clone();
  changed.slice(1, 4096).add_(1);
  const torch::Tensor difference = (encoder(audio) - encoder(changed)).abs().amax({0, 1});
  EXPECT_EQ(difference.slice(0, 0, 8).max().item<float>(), 0);
  EXPECT_GT(difference.slice(0, 8).max().item<float>(), 0);
}

TEST(SpectralStem, SilenceStaysFiniteAndClicksStayInTheirWindows) {
  const torch::NoGradGuard no_grad;
  SpectralStem stem(std::get<SeanetConfig>(LoadConfig("compact").encoder));
  torch::Tensor click = torch::zeros({1, 128 * 64});
  const torch::Tensor silent = stem(click);
  EXPECT_TRUE(torch::isfinite(silent).all().item<bool>());
  click[0][128 * 32 + 64] = 1;  // the middle of frame 32
  const torch::Tensor change = (stem(click) - silent).abs().amax({0, 1});
  for (const int64_t distance : {-9, 9}) {  // half a window is 8 hops
    EXPECT_EQ(change[32 + distance].item<float>(), 0);
  }
  for (const int64_t distance : {-7, 0, 7}) {
    EXPECT_GT(change[32 + distance].item<float>(), 0);
  }
}

TEST(UpsamplingConv, EqualsTransposedConvolution) {
  for (const int64_t stride : {2, 5, 8}) {
    UpsamplingConv up(ConvOptions{
        .in = 6, .out = 4, .kernel = 2 * stride, .stride = stride, .weight_norm = true});
    const torch::Tensor x = torch::randn({2, 6, 9});
    const torch::Tensor full =
        torch::conv_transpose1d(x, up->TransposedWeight(), up->named_parameters()["bias"], stride);
    const torch::Tensor expected = full.narrow(2, stride - stride / 2, 9 * stride);
    EXPECT_LT(RelativeError(up(x), expected), 1e-5) << stride;
  }
}

TEST(PaddedConv, WeightNormSetsTheNorm) {
  PaddedConv conv(ConvOptions{.in = 3, .out = 2, .kernel = 1, .weight_norm = true});
  const torch::NoGradGuard no_grad;
  conv->named_parameters()["gain"].fill_(5);
  conv->named_parameters()["bias"].zero_();
  const torch::Tensor impulses = torch::eye(3).unsqueeze(0);
  EXPECT_LT(RelativeError(conv(impulses).norm(2, 2), torch::full({1, 2}, 5.0F)), 1e-5);
}

TEST(PaddedConv, ReflectsAShortSignalLikeEncodec) {
  PaddedConv conv(ConvOptions{.in = 1, .out = 1, .kernel = 5, .padding = Padding::kReflect});
  const torch::NoGradGuard no_grad;
  conv->named_parameters()["weight"].fill_(1);
  conv->named_parameters()["bias"].zero_();
  // 3 4 5 -> 5 4 [3 4 5] 4 3, sums of five.
  const torch::Tensor sums = conv(torch::tensor({3.0F, 4.0F, 5.0F}).view({1, 1, 3}));
  EXPECT_TRUE(sums.flatten().equal(torch::tensor({21.0F, 20.0F, 19.0F})));
  // 7 alone is lengthened to 7 0 0, reflected to 0 0 7 0 0 0 0, and shortened by two.
  EXPECT_TRUE(conv(torch::full({1, 1, 1}, 7.0F)).flatten().equal(torch::tensor({7.0F})));
}

}  // namespace
}  // namespace spk
