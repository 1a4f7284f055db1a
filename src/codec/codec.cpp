#include "spk/codec.h"

#include <cmath>

#include "codec/decode.h"
#include "codec/encode.h"
#include "codec/model.h"

namespace spk {
namespace {

constexpr double kMostLambda = 1;  // a bit is worth all the energy of a step
constexpr double kMostDecibel = 100;

}  // namespace

Codec::Codec(std::unique_ptr<const Model> model)
    : model_(std::move(model)), packings_(MakeSparsePackings(model_->facts().geometry)) {}
Codec::Codec(Codec&&) noexcept = default;
Codec& Codec::operator=(Codec&&) noexcept = default;
Codec::~Codec() = default;

const ModelId& Codec::model_id() const { return model_->facts().id; }

bool Codec::Decodes(const ModelId& id) const { return model_->facts().Decodes(id); }

int64_t Codec::default_steps() const { return model_->facts().default_steps; }

EncodeOptions Codec::WithDefaults(EncodeOptions options) const {
  const ModelFacts& facts = model_->facts();
  options.refinement = options.refinement.value_or(facts.defaults.refinement);
  options.lambda = options.lambda.value_or(facts.defaults.lambda);
  if (facts.prompts > 0 && !options.min_si_snr) options.mu = options.mu.value_or(facts.defaults.mu);
  return options;
}

Result<void> Codec::Validate(const EncodeOptions& options) const {
  if (options.refinement.value_or(0) < 0) {
    return Fail(ErrorCode::kUsage, "a negative number of refinements");
  }
  const double lambda = options.lambda.value_or(0);
  if (!(lambda >= 0 && lambda <= kMostLambda)) {
    return Fail(ErrorCode::kUsage, "lambda is not a number from 0 to 1");
  }
  if (options.min_si_snr) {
    if (options.mu) return Fail(ErrorCode::kUsage, "a prompt and a quality that is to choose it");
    if (!(std::abs(*options.min_si_snr) <= kMostDecibel)) {
      return Fail(ErrorCode::kUsage, "the least SI-SNR is not a number from -100 to 100");
    }
  }
  if (!options.mu && !options.min_si_snr) return {};
  const int prompts = model_->facts().prompts;
  if (prompts == 0) return Fail(ErrorCode::kUsage, "the model has no compression prompts");
  if (options.mu.value_or(0) >= 0 && options.mu.value_or(0) < prompts) return {};
  return Fail(ErrorCode::kUsage,
              "compression prompts of this model are 0 to " + std::to_string(prompts - 1));
}

Result<EncodeReport> Codec::Encode(AudioSource& source, std::ostream& out,
                                   const EncodeOptions& options) const {
  SPK_TRY(Validate(options));
  const auto rule = MakeRateRule(WithDefaults(options), model_->facts());
  return EncodeRecording(*model_, *packings_, *rule, source, out, options);
}

Result<DecodeReport> Codec::Decode(SpkReader& reader, AudioSink& sink,
                                   const DecodeOptions& options) const {
  if (options.steps < 0) return Fail(ErrorCode::kUsage, "a negative number of steps");
  if (options.steps > 0 && !model_->facts().generates) {
    return Fail(ErrorCode::kUsage, "the model has no generator: only 0 steps can be decoded");
  }
  // Seconds whose frames can be counted; longer is no recording.
  constexpr double kMost = 1e9;
  if (!(options.start >= 0 && options.start <= kMost && options.duration <= kMost)) {
    return Fail(ErrorCode::kUsage, "start and duration must be numbers up to 1e9 seconds");
  }
  return DecodeRecording(*model_, *packings_, reader, sink, options);
}

}  // namespace spk
