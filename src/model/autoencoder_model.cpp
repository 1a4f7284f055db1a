#include "model/autoencoder_model.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "model/card_number.h"
#include "model/device.h"
#include "model/geometry.h"
#include "model/guarded.h"
#include "model/noise.h"
#include "model/precision.h"
#include "model/processor.h"
#include "model/reach.h"
#include "model/refine.h"
#include "model/weights.h"
#include "spk/packing_family.h"

namespace spk {
namespace {

EventMatrix ToEvents(const torch::Tensor& latent) {  // [N, T]
  const torch::Tensor steps = latent.transpose(0, 1).contiguous();
  const auto cells = steps.accessor<float, 2>();
  EventMatrix events(static_cast<int>(latent.size(0)), static_cast<int>(latent.size(1)));
  for (int step = 0; step < events.steps(); ++step) {
    for (int unit = 0; unit < events.units(); ++unit) {
      if (cells[step][unit] != 0) events.Set(unit, step);
    }
  }
  return events;
}

torch::Tensor ToLatent(const EventMatrix& events) {  // [1, N, T]
  torch::Tensor latent = torch::zeros({1, events.units(), events.steps()});
  auto cells = latent.accessor<float, 3>();
  events.ForEachEvent([&](int unit, int step) { cells[0][unit][step] = 1; });
  return latent;
}

// What an event of one window costs in each of its cells. [1, N, T] -> [1, N, T]
torch::Tensor Bits(const EventCost& cost, const torch::Tensor& latent) {
  std::vector<float> bits = cost(ToEvents(latent[0].cpu()));
  return torch::from_blob(bits.data(), {1, latent.size(2), latent.size(1)})
      .transpose(1, 2)
      .to(latent.device(), torch::kFloat, /*non_blocking=*/false, /*copy=*/true);
}

torch::Tensor ToTensor(std::span<const uint8_t> mu) {  // [1, T]
  torch::Tensor tensor = torch::empty({1, std::ssize(mu)}, torch::kLong);
  std::ranges::copy(mu, tensor.data_ptr<int64_t>());
  return tensor;
}

// Where a prompt asks for fewer events each bit buys more, and must cost more for as many to stay:
// measured on mu-sparse, from mu = 14 to 26, a factor of five in six prompts.
double PriceAt(const EncoderSettings& settings, const ModelFacts& facts) {
  constexpr double kOctavesAPrompt = 0.39;
  if (facts.prompts == 0) return settings.lambda;
  return settings.lambda * std::exp2(kOctavesAPrompt * (settings.mu - facts.defaults.mu));
}

// Less than 0.4 s is not refined: a folder of snippets would wait for the margins, not for music.
constexpr int kFewestRefined = 16;

EncoderSettings DefaultsOf(const std::string& card_json) {
  const EncoderSettings others = ModelFacts().defaults;
  return {.refinement = NumberOfCard(card_json, "refinement", others.refinement),
          .mu = NumberOfCard(card_json, "mu", others.mu),
          .lambda = NumberOfCard(card_json, "lambda", others.lambda)};
}

ModelFacts FactsOf(const LoadedAutoencoder& loaded) {
  const AutoencoderConfig& config = loaded.network->config();
  ModelFacts facts;
  facts.id = loaded.identity;
  facts.earlier = loaded.earlier;
  facts.geometry = GeometryOf(config);
  facts.encoder_reach = EncoderReach(config);
  facts.decoder_reach = DecoderReach(config);
  facts.generates = loaded.network->generates();
  if (facts.generates) {
    facts.default_sampling_steps = NumberOfCard<int64_t>(loaded.card_json, "sampling_steps", 0);
  }
  facts.prompts = static_cast<int>(config.prompts);
  facts.lowest_prompt =
      std::min(NumberOfCard(loaded.card_json, "lowest_prompt", 0), std::max(0, facts.prompts - 1));
  facts.refines = true;
  facts.defaults = DefaultsOf(loaded.card_json);
  facts.event_tables = loaded.event_tables;
  return facts;
}

class AutoencoderModel : public Model {
 public:
  AutoencoderModel(LoadedAutoencoder loaded, const ModelFacts& facts)
      : network_(std::move(loaded.network)), facts_(facts) {}

  const ModelFacts& facts() const override { return facts_; }

  Result<EventMatrix> Encode(std::span<const float> audio, int first, int count,
                             const EncoderSettings& settings,
                             const EventCost& cost) const override {
    return Guarded([&] {
      AutoencoderNetwork network = network_;
      // from_blob wants a mutable pointer; the encoder only reads it.
      const torch::Tensor input = torch::from_blob(const_cast<float*>(audio.data()),
                                                   {1, static_cast<int64_t>(audio.size())})
                                      .to(network->device());
      const torch::Tensor mu =
          facts_.prompts > 0 ? torch::full({1}, settings.mu, torch::kLong).to(network->device())
                             : torch::Tensor();
      const torch::Tensor pre_activations = network->PreActivations(input, mu);
      std::optional<Bfloat16> fast;
      if (PaysBfloat16(network->device())) fast.emplace();
      const int iterations = count < kFewestRefined ? 0 : settings.refinement;
      const EventPrice price = {.lambda = PriceAt(settings, facts_),
                                .bits = [&cost](const torch::Tensor& z) { return Bits(cost, z); }};
      const torch::Tensor events =
          RefineEvents(network, input, pre_activations, iterations, mu, price);
      return ToEvents(events[0].narrow(1, first, count).cpu());
    });
  }

  Result<std::vector<float>> Decode(const EventMatrix& events, std::span<const uint8_t> mu,
                                    const Sampling& sampling, int64_t position) const override {
    return Guarded([&] {
      AutoencoderNetwork network = network_;
      const int64_t length = int64_t{events.steps()} * facts_.geometry.hop;
      torch::Tensor noise = torch::empty({1, length});
      if (sampling.steps > 0) {
        FillGaussian(sampling.seed, position,
                     {noise.data_ptr<float>(), static_cast<size_t>(length)});
      }
      const torch::Device device = network->device();
      const auto decode = [&](int64_t steps) {
        return network
            ->Decode(ToLatent(events).to(device), steps, noise.to(device),
                     facts_.prompts > 0 ? ToTensor(mu).to(device) : torch::Tensor())
            .to(torch::kCPU, torch::kFloat)
            .contiguous();
      };
      torch::Tensor audio = decode(sampling.steps);
      if (sampling.generate < 1) audio = torch::lerp(decode(0), audio, sampling.generate);
      const auto* samples = audio.data_ptr<float>();
      return std::vector<float>(samples, samples + length);
    });
  }

 private:
  AutoencoderNetwork network_;  // a handle; its methods are not const, and change nothing here
  ModelFacts facts_;
};

}  // namespace

Result<std::unique_ptr<Model>> LoadAutoencoderModel(const std::string& weights,
                                                    const std::string& device) {
  const auto found = FindDevice(device);
  SPK_TRY(found);
  auto loaded = LoadAutoencoder(weights);
  SPK_TRY(loaded);
  if (!loaded->network->quantizer()) {
    return Fail(ErrorCode::kModel,
                weights + ": a baseline without events, which no .spk file can hold");
  }
  const ModelFacts facts = FactsOf(*loaded);
  if (const auto known = MakePackings(facts.geometry, 1, facts.event_tables); !known) {
    return Fail(ErrorCode::kModel, weights + ": " + known.error().message);
  }
  if (facts.defaults.mu > std::max(0, facts.prompts - 1)) {
    return Fail(ErrorCode::kModel, weights + ": its card names a compression prompt that it lacks");
  }
  // What refining differentiates are the events: for the weights nothing need be kept.
  for (const torch::Tensor& p : loaded->network->parameters()) {
    torch::Tensor(p).set_requires_grad(false);
  }
  loaded->network->to(*found);
  return std::make_unique<AutoencoderModel>(std::move(*loaded), facts);
}

}  // namespace spk
