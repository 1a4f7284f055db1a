#include "model/lapped/lapped_model.h"

#include <algorithm>

#include "bitstream/graded_matrix.h"
#include "model/device.h"
#include "model/guarded.h"
#include "model/lapped/lapped_network.h"
#include "model/lapped/noise_detection.h"
#include "model/noise.h"
#include "model/weights.h"
#include "spk/packing_family.h"

namespace spk {
namespace {

GradedMatrix ToMatrix(const torch::Tensor& levels) {  // [1, K, T]
  const torch::Tensor rows = levels[0].t().to(torch::kShort).contiguous();
  GradedMatrix matrix(static_cast<int>(rows.size(1)), static_cast<int>(rows.size(0)));
  for (int step = 0; step < matrix.steps(); ++step) {
    std::copy_n(rows.data_ptr<int16_t>() + step * rows.size(1), rows.size(1),
                matrix.Row(step).begin());
  }
  return matrix;
}

torch::Tensor ToLevels(const GradedMatrix& matrix) {  // [1, K, T]
  torch::Tensor rows = torch::empty({matrix.steps(), matrix.bins()}, torch::kFloat);
  for (int step = 0; step < matrix.steps(); ++step) {
    std::ranges::copy(matrix.Row(step), rows.data_ptr<float>() + int64_t{step} * matrix.bins());
  }
  return rows.t().unsqueeze(0);
}

ModelFacts FactsOf(const WeightsFile& file, const LappedNetwork& network) {
  const LappedConfig& config = network->config();
  ModelFacts facts;
  facts.id = file.Identity();
  facts.earlier = file.EarlierIdentities();
  facts.geometry = GeometryOf(config);
  facts.encoder_reach = network->encoder_reach();
  facts.decoder_reach = network->decoder_reach();
  facts.generates = network->fills();
  facts.default_sampling_steps = network->fills() ? 1 : 0;
  facts.prompts = static_cast<int>(config.prompts);
  facts.defaults = {.refinement = 0, .mu = static_cast<int>(config.default_mu)};
  facts.event_tables.assign(file.event_tables().begin(), file.event_tables().end());
  return facts;
}

class LappedModel final : public Model {
 public:
  LappedModel(ModelFacts facts, LappedNetwork network, torch::Device device)
      : facts_(std::move(facts)),
        network_(std::move(network)),
        device_(device),
        highest_(static_cast<double>(network_->config().bins) /
                 static_cast<double>(network_->config().hop)) {}

  const ModelFacts& facts() const override { return facts_; }

  bool IsNoise(std::span<const float> audio) const override {
    const auto found = Guarded([&] {
      const torch::Tensor input =
          torch::from_blob(const_cast<float*>(audio.data()), {static_cast<int64_t>(audio.size())});
      return spk::IsNoise(input, highest_);
    });
    return found && *found;
  }

  Result<EventMatrix> Encode(std::span<const float> audio, int first, int count,
                             const EncoderSettings& settings,
                             const EventCost& /*cost*/) const override {
    return Guarded([&] {
      LappedNetwork network = network_;
      // from_blob wants a mutable pointer; the transform only reads it.
      const torch::Tensor input = torch::from_blob(const_cast<float*>(audio.data()),
                                                   {1, static_cast<int64_t>(audio.size())});
      const torch::Tensor mu = torch::full({1}, settings.mu, torch::kLong);
      // Segments begin blocks of noise, and windows begin so much earlier.
      const int64_t block = facts_.encoder_reach;
      const torch::Tensor levels =
          network->fills()
              ? network->EncodeWithNoise(input.to(device_), mu.to(device_), first, count, block)
              : network->Encode(input.to(device_), mu.to(device_)).levels().narrow(2, first, count);
      return ToMatrix(levels.cpu()).ToEvents();
    });
  }

  Result<std::vector<float>> Decode(const EventMatrix& events, std::span<const uint8_t> mu,
                                    const Sampling& sampling, int64_t position) const override {
    const auto matrix = GradedMatrix::Of(events);
    if (!matrix) return Fail(ErrorCode::kCorrupt, "its events are no coefficients");
    return Guarded([&] {
      LappedNetwork network = network_;
      torch::Tensor prompts = torch::empty({1, std::ssize(mu)}, torch::kLong);
      std::ranges::copy(mu, prompts.data_ptr<int64_t>());
      prompts = prompts.to(device_);
      const torch::Tensor levels = ToLevels(*matrix).to(device_);
      const int64_t hop = facts_.geometry.hop;
      torch::Tensor audio;
      if (sampling.steps > 0) {
        torch::Tensor noise = torch::empty({1, hop * matrix->steps()});
        FillGaussian(sampling.seed, position,
                     {noise.data_ptr<float>(), static_cast<size_t>(noise.numel())});
        audio = network->DecodeWithNoise(levels, prompts, noise.to(device_), position / hop,
                                         sampling.generate);
      } else {
        audio = network->Decode(levels, prompts);
      }
      audio = audio.cpu().contiguous();
      const auto* samples = audio.data_ptr<float>();
      return std::vector<float>(samples, samples + audio.numel());
    });
  }

 private:
  ModelFacts facts_;
  LappedNetwork network_;  // a handle; its methods are not const, and change nothing here
  torch::Device device_;
  double highest_;  // frequency of a coefficient, as a share of half the sampling rate
};

}  // namespace

Result<std::unique_ptr<Model>> LoadLappedModel(const std::string& weights,
                                               const std::string& device) {
  const auto found = FindDevice(device);
  SPK_TRY(found);
  const auto file = WeightsFile::Open(weights);
  SPK_TRY(file);
  const auto config = ParseLappedConfig(file->metadata("config"));
  if (!config) return Fail(config.error().code, weights + ": " + config.error().message);
  LappedNetwork network(*config);
  const auto shapes = LoadWithGenerator(weights, network.get());
  SPK_TRY(shapes);
  if (!*shapes) network->DropGenerator();
  network->to(*found);
  ModelFacts facts = FactsOf(*file, network);
  if (const auto known = MakePackings(facts.geometry, 1, facts.event_tables); !known) {
    return Fail(ErrorCode::kModel, weights + ": " + known.error().message);
  }
  return std::make_unique<LappedModel>(std::move(facts), std::move(network), *found);
}

}  // namespace spk
