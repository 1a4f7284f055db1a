#include "model/lapped/lapped_network.h"

#include <gtest/gtest.h>

#include "model/trainable.h"
#include "tests/model/tiny_lapped.h"

namespace spk {
namespace {

const LappedConfig kTrained = [] {
  LappedConfig config;
  config.name = "tiny";
  config.hop = 64;
  config.bins = 48;
  config.dequantizer = {.layers = 2, .channels = 8, .kernel = 5};
  return config;
}();

// [1, 48, 20] levels of a partial among nothing.
torch::Tensor Partial() {
  torch::Tensor levels = torch::zeros({1, 48, 20});
  levels.index_put_({0, 20, torch::indexing::Slice(4, 16)}, 5.0F);
  return levels;
}

LappedNetwork RandomNetwork() {
  torch::manual_seed(3);
  LappedNetwork network(kTrained);
  for (torch::Tensor& p : network->parameters()) {
    const torch::NoGradGuard no_grad;
    p.normal_(0, 0.3);
  }
  return network;
}

TEST(Dequantizer, BeginsAsIfItWereNotThere) {
  torch::manual_seed(3);
  LappedNetwork network(kTrained);
  LappedConfig bare = kTrained;
  bare.dequantizer.layers = 0;
  const torch::Tensor mu = torch::tensor({7});
  EXPECT_TRUE(
      torch::equal(network->Decode(Partial(), mu), LappedNetwork(bare)->Decode(Partial(), mu)));
}

// What a decode cuts off, bins beyond the last used one and steps beyond the reach, must not
// matter.
TEST(Dequantizer, DependsOnWhatIsNearAlone) {
  const torch::NoGradGuard no_grad;
  LappedNetwork network = RandomNetwork();
  const torch::Tensor mu = torch::full({1, 20}, 7);
  const torch::Tensor whole = network->Decode(Partial(), mu);
  torch::Tensor other = Partial();
  other.index_put_({0, 47, 19}, 1.0F);  // more bins are computed now
  const int64_t same = (19 - network->decoder_reach()) * kTrained.hop;
  EXPECT_TRUE(torch::allclose(network->Decode(other, mu).narrow(1, 0, same),
                              whole.narrow(1, 0, same), 1e-4, 1e-5));
  EXPECT_FALSE(torch::allclose(network->Decode(other, mu), whole, 1e-4, 1e-5));
  const int reach = network->decoder_reach();
  const torch::Tensor part = network->Decode(Partial().narrow(2, 5, 10), mu.narrow(1, 5, 10));
  const int64_t inner = (10 - 2 * reach) * kTrained.hop;
  EXPECT_TRUE(torch::allclose(part.narrow(1, reach * kTrained.hop, inner),
                              whole.narrow(1, (5 + reach) * kTrained.hop, inner), 1e-4, 1e-5));
}

TEST(Dequantizer, ThereIsNothingWhereNothingWasSent) {
  const torch::NoGradGuard no_grad;
  LappedNetwork network = RandomNetwork();
  const torch::Tensor silence = network->Decode(torch::zeros({1, 48, 4}), torch::tensor({7}));
  EXPECT_EQ(silence.abs().max().item<float>(), 0);
}

// The side lobes of partials, which fall under half a step.
TEST(Dequantizer, TrainingLowersTheError) {
  torch::manual_seed(5);
  const auto model = MakeTrainable(Changed(kTinyLapped, "\"slope\": 0.8", R"("slope": 0.8,
    "dequantizer": {"layers": 1, "channels": 16, "kernel": 5})"))
                         .value();
  Stage* stage = model->FindStage(Objective::kCoarse).value();
  EXPECT_FALSE(model->FindStage(Objective::kResidual));
  torch::optim::Adam adam(stage->Parameters(), 3e-3);
  const torch::Tensor time = torch::arange(256 * 16, torch::kFloat);
  const torch::Tensor frequencies = 0.05 + 0.5 * torch::rand({4, 6, 1});
  const Batch batch = {.audio = torch::sin(frequencies * time).sum(1) / 2,
                       .mu = torch::full({4}, 24)};
  double first = 0;
  double last = 0;
  for (int step = 0; step < 100; ++step) {
    const StageLoss loss = stage->Loss(batch, {}, {});
    adam.zero_grad();
    loss.loss.backward();
    adam.step();
    last = loss.error.item<double>();
    if (step == 0) first = last;
  }
  EXPECT_LT(last, 0.97 * first);
  const Reconstruction found = model->Reconstruct(batch, {}, {});
  EXPECT_NEAR(torch::mse_loss(found.coarse, batch.audio).item<double>(), last, 0.02 * last);
}

// All parts there are.
LappedConfig WithAllParts() {
  LappedConfig config = kTrained;
  config.hop = 256;
  config.bins = 200;
  SeanetConfig& seanet = config.firing.seanet;
  seanet.stem = Stem::kSpectral;
  seanet.channels = {16, 24};
  seanet.strides = {2};
  seanet.dimension = FiringImpl::kBands * FiringImpl::kChannels;
  seanet.stft_window = 256;
  seanet.stft_hop = 128;
  config.firing.layers = {.layers = 1, .channels = 8, .kernel = 5};
  config.fill = 0.5;
  config.fill_usual.assign(NoiseFill::kBands, 8);
  config.generator = {.layers = 1, .channels = 8, .kernel = 5};
  return config;
}

Batch Chords(int64_t windows) {
  const torch::Tensor time = torch::arange(256 * 16, torch::kFloat);
  const torch::Tensor frequencies = 0.05 + 0.5 * torch::rand({windows, 6, 1});
  return {.audio = torch::sin(frequencies * time).sum(1) / 2 +
                   0.05 * torch::randn({windows, time.size(0)}),
          .mu = torch::full({windows}, 18)};
}

TEST(Firing, BeginsAsPlainRounding) {
  torch::manual_seed(3);
  LappedConfig plain = WithAllParts();
  plain.firing.layers.layers = 0;
  const Batch batch = Chords(2);
  EXPECT_TRUE(torch::equal(LappedNetwork(WithAllParts())->Encode(batch.audio, batch.mu).levels(),
                           LappedNetwork(plain)->Encode(batch.audio, batch.mu).levels()));
}

TEST(Firing, TheMiddleOfAWindowIsAsOfTheWhole) {
  const torch::NoGradGuard no_grad;
  torch::manual_seed(3);
  LappedNetwork network(WithAllParts());
  for (torch::Tensor& p : network->parameters()) p.normal_(0, 0.3);
  const Batch batch = Chords(1);
  const int64_t reach = network->encoder_reach();
  const torch::Tensor whole = network->Encode(batch.audio, batch.mu).levels();
  const torch::Tensor part =
      network->Encode(batch.audio.narrow(1, 256 * 2, 256 * 12), batch.mu).levels();
  const int64_t inner = 12 - 2 * reach;
  ASSERT_GT(inner, 0);
  EXPECT_TRUE(torch::equal(part.narrow(2, reach, inner), whole.narrow(2, 2 + reach, inner)));
  LappedConfig plain = WithAllParts();
  plain.firing.layers.layers = 0;
  EXPECT_FALSE(torch::equal(whole, LappedNetwork(plain)->Encode(batch.audio, batch.mu).levels()));
}

// Through the pseudo-derivative: where only bits count, fewer levels fire; where only the error
// does, more.
TEST(Firing, LearnsWhatItIsTrainedFor) {
  torch::manual_seed(3);
  const Batch batch = Chords(2);
  const auto levels_after = [&](double of_bits, double of_error) {
    torch::manual_seed(4);
    LappedNetwork network(WithAllParts());
    torch::optim::Adam adam(network->parameters(), 1e-2);
    for (int step = 0; step < 25; ++step) {
      const LappedEncoding encoding = network->Encode(batch.audio, batch.mu);
      const torch::Tensor error =
          (network->Decode(encoding.levels(), batch.mu) - batch.audio).square().mean();
      const torch::Tensor bits = network->Cost(encoding.fired, batch.mu).mean();
      adam.zero_grad();
      (of_bits * bits.log() + of_error * error.log()).backward();
      adam.step();
    }
    return network->Encode(batch.audio, batch.mu).fired.used.sum().item<double>();
  };
  const double at_first =
      LappedNetwork(WithAllParts())->Encode(batch.audio, batch.mu).fired.used.sum().item<double>();
  EXPECT_LT(levels_after(1, 0), 0.8 * at_first);
  EXPECT_GT(levels_after(0, 1), 1.2 * at_first);
}

FiredLevels Fired(const torch::Tensor& sizes) {
  const torch::Tensor used = (sizes > 0).to(torch::kFloat);
  return {.used = used, .more = sizes - used};
}

TEST(LevelCost, ForeseesFromWhatIsDecodedAlready) {
  const torch::NoGradGuard no_grad;
  torch::manual_seed(3);
  LevelCost cost;
  const torch::Tensor sizes = torch::randint(0, 3, {1, 30, 12}).to(torch::kFloat);
  const torch::Tensor steps = torch::zeros({1, 30, 12});
  torch::Tensor other = sizes.clone();
  other.index({0, torch::indexing::Slice(20), 7}) =
      2 - sizes.index({0, torch::indexing::Slice(20), 7});
  other.narrow(2, 8, 4) = 2 - sizes.narrow(2, 8, 4);
  const torch::Tensor difference = (cost(Fired(other), steps) - cost(Fired(sizes), steps)).abs();
  EXPECT_LT(difference.narrow(2, 0, 7).max().item<float>(), 1e-5F);
  EXPECT_LT(difference.select(2, 7).narrow(1, 0, 20).max().item<float>(), 1e-5F);
  EXPECT_GT(difference.select(2, 7).narrow(1, 20, 10).max().item<float>(), 0.01F);
}

// Levels that are those of the step before cost little, and as many anywhere what they are worth.
TEST(LevelCost, LearnsWhatCanBeForeseen) {
  torch::manual_seed(3);
  LevelCost cost;
  const torch::Tensor drawn = (torch::rand({2, 40, 1}) < 0.2).to(torch::kFloat);
  const torch::Tensor steady = drawn.expand({2, 40, 30});
  const torch::Tensor loose = (torch::rand({2, 40, 30}) < 0.2).to(torch::kFloat);
  const torch::Tensor steps = torch::zeros({2, 40, 30});
  torch::optim::Adam adam(cost->parameters(), 2e-2);
  for (int step = 0; step < 120; ++step) {
    adam.zero_grad();
    (cost(Fired(steady), steps).mean() + cost(Fired(loose), steps).mean()).backward();
    adam.step();
  }
  const double signs = steady.mean().item<double>();
  EXPECT_LT(cost(Fired(steady), steps).mean().item<double>(), signs + 0.2);
  EXPECT_NEAR(cost(Fired(loose), steps).mean().item<double>(), 0.722 + signs, 0.15);
}

TEST(NoiseShaper, HearsAMomentInAllBins) {
  torch::manual_seed(7);
  const torch::NoGradGuard no_grad;
  NoiseShaper shaper(BinLayersConfig{.layers = 1, .channels = 8, .kernel = 5});
  for (auto& weights : shaper->parameters()) weights.normal_(0, 0.2);
  constexpr int64_t kSteps = 24;
  constexpr int64_t kChanged = 12;
  const torch::Tensor amplitudes = torch::ones({1, 200, kSteps});
  torch::Tensor estimate = torch::randn({1, 200, kSteps});
  const torch::Tensor before = shaper(estimate, amplitudes, torch::zeros_like(estimate));
  estimate.index_put_({0, 3, kChanged}, 40.0F);
  const torch::Tensor after = shaper(estimate, amplitudes, torch::zeros_like(estimate));
  for (int64_t step = 0; step < kSteps; ++step) {
    const auto changed = [&](int64_t bin) {
      return before.index({0, bin, step}).item<float>() !=
             after.index({0, bin, step}).item<float>();
    };
    EXPECT_EQ(changed(150), std::abs(step - kChanged) <= NoiseShaperImpl::kReach) << step;
  }
}

TEST(NoiseShaper, TrainsTheNoiseAndNothingElse) {
  torch::manual_seed(5);
  const auto model =
      MakeTrainable(
          Changed(Changed(kTinyLapped, "\"slope\": 0.8", R"("slope": 0.8, )" + kFilled + R"(,
                            "dequantizer": {"layers": 1, "channels": 8, "kernel": 5})"),
                  "\"prompts\"",
                  R"("generator": {"layers": 1, "channels": 8, "kernel": 5},
                            "prompts")"))
          .value();
  Stage* stage = model->FindStage(Objective::kResidual).value();
  EXPECT_TRUE(stage->facts().trains_generator);
  const Batch batch = Chords(2);
  const torch::Tensor noise = torch::randn(batch.audio.sizes());
  const Reconstruction before = model->Reconstruct(batch, {.sampling_steps = 1}, noise);
  torch::optim::Adam adam(stage->Parameters(), 1e-2);
  for (int step = 0; step < 30; ++step) {
    const StageLoss loss = stage->Loss(batch, {}, at::detail::createCPUGenerator(step));
    adam.zero_grad();
    loss.loss.backward();
    adam.step();
  }
  const Reconstruction after = model->Reconstruct(batch, {.sampling_steps = 1}, noise);
  EXPECT_TRUE(torch::equal(before.coarse, after.coarse));
  const auto error = [&](const torch::Tensor& decoded) {
    return torch::mse_loss(decoded, batch.audio).item<double>();
  };
  // By the squared error alone noise is better left out.
  EXPECT_LT(error(after.sampled), 0.9 * error(before.sampled) + 0.1 * error(before.coarse));
}

}  // namespace
}  // namespace spk
