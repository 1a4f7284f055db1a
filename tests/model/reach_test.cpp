#include "model/reach.h"

#include <gtest/gtest.h>

#include "model/autoencoder_network.h"
#include "tests/model/test_util.h"

namespace spk {
namespace {

// A small model of the compact design.
AutoencoderConfig SmallConfig() {
  AutoencoderConfig config = LoadConfig("compact");
  config.units = 8;
  std::get<SeanetConfig>(config.encoder).channels = {8, 8, 8};
  config.encoder_context.width = 8;
  config.decoder_context.width = 8;
  UnetConfig& unet = std::get<MdctConfig>(config.decoder).unet;
  unet.channels = {8, 8, 8};
  unet.modulation = 8;
  return config;
}

// How far from `centre` along the last dimension two tensors differ; -1 if they do not.
int64_t FurthestDifference(const torch::Tensor& a, const torch::Tensor& b, int64_t centre) {
  const torch::Tensor places = (a != b).flatten(0, -2).any(0).nonzero();
  return places.numel() == 0 ? -1 : (places - centre).abs().max().item<int64_t>();
}

TEST(Reach, OfTheEncoderIsWhatItsConvolutionsHear) {
  torch::manual_seed(1);
  const AutoencoderConfig config = SmallConfig();
  AutoencoderNetwork network(config);
  network->eval();
  const torch::NoGradGuard no_grad;
  const torch::Tensor audio = torch::randn({1, 64 * config.hop});
  torch::Tensor altered = audio.clone();
  altered.narrow(1, 32 * config.hop, config.hop) += 1;
  const int64_t heard =
      FurthestDifference(network->PreActivations(audio), network->PreActivations(altered), 32);
  EXPECT_LE(heard, EncoderReach(config));
  EXPECT_GT(heard, EncoderReach(config) - 8);  // it is rounded up to whole octets
}

TEST(Reach, OfTheCoarseDecodeLeavesTheRunInToTheUnet) {
  torch::manual_seed(1);
  const AutoencoderConfig config = SmallConfig();
  AutoencoderNetwork network(config);
  network->eval();
  const torch::NoGradGuard no_grad;
  // As it is at first, so little comes from the edge that some processors round it away.
  for (const auto& parameter : network->named_parameters()) {
    if (parameter.key().ends_with(".scale")) torch::Tensor(parameter.value()).fill_(3);
  }
  const torch::Tensor events = (torch::randn({1, config.units, 96}) > 0).to(torch::kFloat);
  torch::Tensor altered = events.clone();
  altered.select(2, 48) = 1 - altered.select(2, 48);
  const auto steps = [&](const torch::Tensor& samples) {
    return samples.view({96, config.hop}).transpose(0, 1);
  };
  const int64_t heard =
      FurthestDifference(steps(network->Coarse(events)), steps(network->Coarse(altered)), 48);
  EXPECT_EQ(heard + 8, DecoderReach(config));
}

// Of all shipped configurations that fire: the segmenter gives half a loudness point, 32 steps.
TEST(Reach, OfEveryConfigurationCanBeCoded) {
  for (const char* name :
       {"compact", "compact-mu", "paper", "paper-small", "paper-sparse", "paper-seanet"}) {
    const AutoencoderConfig config = LoadConfig(name);
    EXPECT_GE(EncoderReach(config), 8) << name;
    EXPECT_LE(EncoderReach(config), 32) << name;
    EXPECT_GE(DecoderReach(config), 12) << name;
    EXPECT_LE(DecoderReach(config), 60) << name;
  }
}

}  // namespace
}  // namespace spk
