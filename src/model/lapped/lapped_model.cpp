#include "model/lapped/lapped_model.h"

#include <algorithm>
#include <cmath>

#include "bitstream/graded_matrix.h"
#include "model/device.h"
#include "model/guarded.h"
#include "model/lapped/lapped_config.h"
#include "model/mdct.h"
#include "model/weights_file.h"
#include "spk/packing_family.h"

namespace spk {
namespace {

// The quantiser's step in each bin at mu = 0.
std::vector<float> FinestSteps(const LappedConfig& config) {
  std::vector<float> steps;
  const double bin_width =
      static_cast<double>(config.sample_rate) / 2 / static_cast<double>(config.hop);
  for (int64_t bin = 0; bin < config.bins; ++bin) {
    const double f = (static_cast<double>(bin) + 0.5) * bin_width / config.corner;
    steps.push_back(
        static_cast<float>(config.finest_step * std::pow(1 + f * f, -config.slope / 2)));
  }
  return steps;
}

float ScaleOf(int mu) { return std::exp2(static_cast<float>(mu) / 4); }

ModelFacts FactsOf(const WeightsFile& file, const LappedConfig& config) {
  constexpr int kReach = 1;  // a step's transform laps over half of either neighbour
  ModelFacts facts;
  facts.id = file.Identity();
  facts.earlier = file.EarlierIdentities();
  facts.geometry = GeometryOf(config);
  facts.encoder_reach = kReach;
  facts.decoder_reach = kReach;
  facts.generates = false;
  facts.prompts = static_cast<int>(config.prompts);
  facts.defaults = {.refinement = 0, .mu = static_cast<int>(config.default_mu)};
  facts.event_tables.assign(file.event_tables().begin(), file.event_tables().end());
  return facts;
}

class LappedModel final : public Model {
 public:
  LappedModel(ModelFacts facts, const LappedConfig& config, torch::Device device)
      : facts_(std::move(facts)),
        bins_(static_cast<int>(config.bins)),
        hop_(config.hop),
        rounding_(static_cast<float>(config.rounding)),
        steps_(FinestSteps(config)),
        device_(device),
        mdct_(config.hop) {}

  const ModelFacts& facts() const override { return facts_; }

  Result<EventMatrix> Encode(std::span<const float> audio, int first, int count,
                             const EncoderSettings& settings,
                             const EventCost& /*cost*/) const override {
    return Guarded([&] {
      // from_blob wants a mutable pointer; the transform only reads it.
      const torch::Tensor input = torch::from_blob(const_cast<float*>(audio.data()),
                                                   {1, static_cast<int64_t>(audio.size())});
      const torch::Tensor coefficients = mdct_->Analyse(input.to(device_))[0]
                                             .narrow(0, 0, bins_)
                                             .narrow(1, first, count)
                                             .transpose(0, 1)
                                             .to(torch::kCPU)
                                             .contiguous();
      return Quantise({coefficients.data_ptr<float>(), static_cast<size_t>(coefficients.numel())},
                      count, settings.mu)
          .ToEvents();
    });
  }

  Result<std::vector<float>> Decode(const EventMatrix& events, std::span<const uint8_t> mu,
                                    const Sampling& /*sampling*/,
                                    int64_t /*position*/) const override {
    const auto matrix = GradedMatrix::Of(events);
    if (!matrix) return Fail(ErrorCode::kCorrupt, "its events are no coefficients");
    return Guarded([&] {
      torch::Tensor coefficients = torch::zeros({1, matrix->steps(), hop_});
      auto rows = coefficients.accessor<float, 3>()[0];
      for (int step = 0; step < matrix->steps(); ++step) {
        const auto row = matrix->Row(step);
        const float scale = ScaleOf(mu[static_cast<size_t>(step)]);
        for (size_t bin = 0; bin < row.size(); ++bin) {
          rows[step][static_cast<int64_t>(bin)] = scale * steps_[bin] * row[bin];
        }
      }
      const torch::Tensor audio =
          mdct_->Synthesise(coefficients.transpose(1, 2).to(device_)).to(torch::kCPU).contiguous();
      const auto* samples = audio.data_ptr<float>();
      return std::vector<float>(samples, samples + audio.numel());
    });
  }

 private:
  // coefficients: [count, bins].
  GradedMatrix Quantise(std::span<const float> coefficients, int count, int mu) const {
    GradedMatrix matrix(bins_, count);
    const float scale = ScaleOf(mu);
    const float* next = coefficients.data();
    for (int step = 0; step < count; ++step) {
      const auto row = matrix.Row(step);
      for (size_t bin = 0; bin < row.size(); ++bin) {
        const float size = std::abs(*next) / (scale * steps_[bin]) + rounding_;
        const auto level =
            static_cast<int16_t>(std::min(size, static_cast<float>(GradedMatrix::kLargest)));
        row[bin] = static_cast<int16_t>(*next < 0 ? -level : level);
        ++next;
      }
    }
    return matrix;
  }

  ModelFacts facts_;
  int bins_;
  int64_t hop_;
  float rounding_;
  std::vector<float> steps_;  // at mu = 0, of each bin
  torch::Device device_;
  Mdct mdct_;
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
  ModelFacts facts = FactsOf(*file, *config);
  if (const auto known = MakePackings(facts.geometry, 1, facts.event_tables); !known) {
    return Fail(ErrorCode::kModel, weights + ": " + known.error().message);
  }
  return std::make_unique<LappedModel>(std::move(facts), *config, *found);
}

}  // namespace spk
