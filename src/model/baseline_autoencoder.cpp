#include "model/baseline_autoencoder.h"

#include <bit>
#include <utility>

#include "model/card_number.h"
#include "model/device.h"
#include "model/geometry.h"
#include "model/guarded.h"
#include "model/noise.h"
#include "model/reach.h"
#include "model/weights.h"

namespace spk {
namespace {

// Of every codebook the index of one of its vectors.
int BitsPerStep(const BottleneckConfig& bottleneck) {
  const auto* rvq = std::get_if<RvqConfig>(&bottleneck);
  if (rvq == nullptr) return 0;
  const auto size = static_cast<uint64_t>(rvq->codebook_size);
  return static_cast<int>(rvq->codebooks) * std::bit_width(size - 1);
}

BaselineFacts BaselineFactsOf(const LoadedAutoencoder& loaded) {
  const AutoencoderConfig& config = loaded.network->config();
  BaselineFacts facts;
  facts.id = loaded.identity;
  facts.geometry = MakeGeometry(config.sample_rate, config.hop, /*units=*/1);
  facts.reach = EncoderReach(config) + DecoderReach(config);
  facts.bits_per_step = BitsPerStep(config.bottleneck);
  facts.generates = loaded.network->generates();
  if (facts.generates) {
    facts.default_sampling_steps = NumberOfCard<int64_t>(loaded.card_json, "sampling_steps", 0);
  }
  return facts;
}

class BaselineAutoencoder : public Baseline {
 public:
  BaselineAutoencoder(AutoencoderNetwork network, const BaselineFacts& facts)
      : network_(std::move(network)), facts_(facts) {}

  const BaselineFacts& facts() const override { return facts_; }

  Result<std::vector<float>> Reconstruct(std::span<const float> audio, const Sampling& sampling,
                                         int64_t position) const override {
    return Guarded([&] {
      AutoencoderNetwork network = network_;
      const torch::Device device = network->device();
      const auto length = static_cast<int64_t>(audio.size());
      torch::Tensor noise = torch::empty({1, length});
      if (sampling.steps > 0) {
        FillGaussian(sampling.seed, position, {noise.data_ptr<float>(), audio.size()});
      }
      // from_blob wants a mutable pointer; the encoder only reads it.
      const torch::Tensor input =
          torch::from_blob(const_cast<float*>(audio.data()), {1, length}).to(device);
      const torch::Tensor latent = network->Encode(input);
      const auto decode = [&](int64_t steps) {
        return network->Decode(latent, steps, noise.to(device))
            .to(torch::kCPU, torch::kFloat)
            .contiguous();
      };
      torch::Tensor decoded = decode(sampling.steps);
      if (sampling.generate < 1) decoded = torch::lerp(decode(0), decoded, sampling.generate);
      const auto* samples = decoded.data_ptr<float>();
      return std::vector<float>(samples, samples + length);
    });
  }

 private:
  AutoencoderNetwork network_;  // a handle; its methods are not const, and change nothing here
  BaselineFacts facts_;
};

}  // namespace

Result<std::unique_ptr<Baseline>> LoadBaselineAutoencoder(const std::string& weights,
                                                          const std::string& device) {
  const auto found = FindDevice(device);
  SPK_TRY(found);
  auto loaded = LoadAutoencoder(weights);
  SPK_TRY(loaded);
  const BaselineFacts facts = BaselineFactsOf(*loaded);
  if (const auto valid = Validate(facts.geometry); !valid) {
    return Fail(ErrorCode::kModel, weights + ": " + valid.error().message);
  }
  loaded->network->to(*found);
  return std::make_unique<BaselineAutoencoder>(loaded->network, facts);
}

}  // namespace spk
