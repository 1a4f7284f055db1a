// Small networks put out what reference_activations.py finds from the definitions.
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

#include "model/conformer.h"
#include "model/context.h"
#include "model/seanet.h"
#include "model/unet.h"
#include "tests/model/test_util.h"

namespace spk {
namespace {

// As in reference_activations.py. LibTorch's generator may change, a sine does not.
template <typename Network>
Network WithWeights(Network network) {
  const torch::NoGradGuard no_grad;
  for (const auto& item : network->named_parameters()) {
    const std::string& name = item.key();
    const int start = std::accumulate(name.begin(), name.end(), 0);
    const double middle = name.ends_with(".gain") ? 2.5 : 0;
    auto* values = item.value().template data_ptr<float>();
    for (int64_t i = 0; i < item.value().numel(); ++i) {
      const auto place = static_cast<double>(i);
      values[i] =
          static_cast<float>(middle + 0.6 * std::sin(1.3 * place + 0.37 * place * place + start));
    }
  }
  network->eval();
  return network;
}

torch::Tensor Signal(int64_t channels, int64_t length) {  // [1, channels, length]
  const torch::Tensor t = torch::arange(length, torch::kDouble);
  const torch::Tensor c = torch::arange(channels, torch::kDouble).view({-1, 1});
  const torch::Tensor x = torch::sin(0.9 * t + 2 * c + 0.5) + 0.3 * torch::cos(2.7 * t);
  return x.unsqueeze(0).to(torch::kFloat);
}

// found: [1, C, T] or, of audio, [1, T].
void ExpectReference(const char* name, const torch::Tensor& found) {
  static const auto all =
      nlohmann::json::parse(std::ifstream(SPK_TESTS_DIR "/model/reference_activations.json"));
  std::vector<torch::Tensor> rows;
  for (const auto& row : all.at(name))
    rows.push_back(torch::tensor(row.get<std::vector<double>>()));
  const torch::Tensor expected = torch::stack(rows);
  const torch::Tensor output = found.view({-1, found.size(-1)});
  ASSERT_EQ(output.sizes(), expected.sizes()) << name;
  EXPECT_LT(RelativeError(output, expected), 1e-5) << name << '\n' << output;
}

SeanetConfig Plain() {
  SeanetConfig config;
  config.channels = {2, 4};
  config.strides = {2};
  config.dimension = 3;
  config.kernel = 3;
  return config;
}

SeanetConfig Encodec() {
  SeanetConfig config = Plain();
  config.lstm_layers = 1;
  config.weight_norm = true;
  config.true_skip = false;
  config.padding = Padding::kReflect;
  return config;
}

SeanetConfig Causal() {
  SeanetConfig config = Plain();
  config.channels = {2, 4, 4};
  config.strides = {2, 3};
  config.kernel = 5;
  config.causal = true;
  return config;
}

TEST(ReferenceActivations, OfSeanet) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor audio = Signal(1, 13).squeeze(1);
  SeanetConfig spectral = Plain();
  spectral.stem = Stem::kSpectral;
  spectral.stft_window = 16;
  spectral.stft_hop = 4;
  spectral.dimension = 0;
  ExpectReference("seanet_waveform", WithWeights(SeanetEncoder(Encodec()))(audio));
  ExpectReference("seanet_causal", WithWeights(SeanetEncoder(Causal()))(audio));
  ExpectReference("seanet_spectral", WithWeights(SeanetEncoder(spectral))(audio));
}

TEST(ReferenceActivations, OfSeanetBackwards) {
  const torch::NoGradGuard no_grad;
  ExpectReference("seanet_decoder", WithWeights(SeanetDecoder(Encodec(), 2))(Signal(2, 5)));
  ExpectReference("seanet_causal_decoder", WithWeights(SeanetDecoder(Causal(), 2))(Signal(2, 3)));
}

TEST(ReferenceActivations, OfTheContext) {
  const torch::NoGradGuard no_grad;
  ContextConfig config;
  config.layers = 2;
  config.width = 4;
  config.input_kernel = 3;
  config.kernel = 5;
  ContextStack context = WithWeights(ContextStack(config, 3, /*prompts=*/3));
  ExpectReference("context", context(Signal(3, 7), torch::tensor({1})));
}

TEST(ReferenceActivations, OfTheConformer) {
  const torch::NoGradGuard no_grad;
  ContextConfig config;
  config.width = 4;
  config.kernel = 3;
  config.heads = 2;
  config.relative_position = true;
  ExpectReference("conformer", WithWeights(Conformer(config))(Signal(4, 5)));
}

TEST(ReferenceActivations, OfTheUnet) {
  const torch::NoGradGuard no_grad;
  UnetConfig config;
  config.channels = {8, 8};
  config.factors = {2, 2};
  config.items = {1, 1};
  config.inject_depths = {0};
  config.modulation = 6;
  Unet unet = WithWeights(Unet(config, 2, 3));
  ExpectReference("unet", unet(Signal(2, 10), torch::tensor({0.3F}), Signal(3, 5)));
}

}  // namespace
}  // namespace spk
