#include "spk/codec.h"

#include <cmath>

#include "codec/decode.h"
#include "codec/encode.h"
#include "codec/encode_at_bitrate.h"
#include "codec/model.h"

namespace spk {
namespace {

constexpr double kMostLambda = 1;  // a bit is worth all the energy of a step
constexpr double kMostDecibel = 100;
constexpr double kMostKbps = 1000;

}  // namespace

Codec::Codec(std::unique_ptr<const Model> model)
    : model_(std::move(model)),
      packings_(MakePackings(model_->facts().geometry, 1, model_->facts().event_tables).value()) {}
Codec::Codec(Codec&&) noexcept = default;
Codec& Codec::operator=(Codec&&) noexcept = default;
Codec::~Codec() = default;

const ModelId& Codec::model_id() const { return model_->facts().id; }

bool Codec::Decodes(const ModelId& id) const { return model_->facts().Decodes(id); }

int64_t Codec::default_sampling_steps() const { return model_->facts().default_sampling_steps; }

std::span<const uint8_t> Codec::event_tables() const { return model_->facts().event_tables; }

EncodeOptions Codec::WithDefaults(EncodeOptions options) const {
  const ModelFacts& facts = model_->facts();
  options.refinement = options.refinement.value_or(facts.defaults.refinement);
  options.lambda = options.lambda.value_or(facts.defaults.lambda);
  const bool chooses = options.min_si_snr || options.bitrate;
  if (facts.prompts > 0 && !chooses) options.mu = options.mu.value_or(facts.defaults.mu);
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
  if (!model_->facts().refines && (options.refinement.value_or(0) > 0 || lambda > 0)) {
    return Fail(ErrorCode::kUsage, "the model has nothing to refine");
  }
  if (options.packing == Packing::kAdaptive &&
      (options.sparse_packings || packings_->number() == 0)) {
    return Fail(ErrorCode::kUsage, options.sparse_packings
                                       ? "adaptive coding is no sparse packing"
                                       : "the model has no event tables for adaptive coding");
  }
  const int ways = int{options.mu.has_value()} + int{options.min_si_snr.has_value()} +
                   int{options.bitrate.has_value()};
  if (ways == 0) return {};
  if (ways > 1) {
    return Fail(ErrorCode::kUsage, "of a prompt, an SI-SNR and a bit rate only one can be kept");
  }
  if (!(std::abs(options.min_si_snr.value_or(0)) <= kMostDecibel)) {
    return Fail(ErrorCode::kUsage, "the least SI-SNR is not a number from -100 to 100");
  }
  if (const double kbps = options.bitrate.value_or(1); !(kbps > 0 && kbps <= kMostKbps)) {
    return Fail(ErrorCode::kUsage, "the bit rate is not a number over 0 and up to 1000");
  }
  const int prompts = model_->facts().prompts;
  if (prompts == 0) return Fail(ErrorCode::kUsage, "the model has no compression prompts");
  if (options.mu.value_or(0) >= 0 && options.mu.value_or(0) < prompts) return {};
  return Fail(ErrorCode::kUsage,
              "compression prompts of this model are 0 to " + std::to_string(prompts - 1));
}

Result<EncodeReport> Codec::Encode(AudioSource& source, std::ostream& out,
                                   const EncodeOptions& options) const {
  SPK_TRY(Validate(options));
  const EncodeOptions whole = WithDefaults(options);
  // Whatever can do without tables is written so that it can be read without them.
  const bool all = !options.sparse_packings &&
                   options.packing.value_or(Packing::kAdaptive) == Packing::kAdaptive;
  const auto sparse = MakeSparsePackings(model_->facts().geometry);
  const PackingFamily& packings = all ? *packings_ : *sparse;
  if (whole.bitrate) return EncodeAtBitrate(*model_, packings, source, out, whole);
  const auto rule = MakeRateRule(whole, model_->facts());
  return EncodeRecording(*model_, packings, *rule, source, out, whole);
}

Result<DecodeReport> Codec::Decode(SpkReader& reader, AudioSink& sink,
                                   const DecodeOptions& options) const {
  if (options.sampling_steps < 0) return Fail(ErrorCode::kUsage, "a negative number of steps");
  if (options.sampling_steps > 0 && !model_->facts().generates) {
    return Fail(ErrorCode::kUsage, "the model has no generator: only 0 steps can be decoded");
  }
  if (!(options.generate >= 0 && options.generate <= 1)) {
    return Fail(ErrorCode::kUsage, "generate must be a number from 0 to 1");
  }
  // Seconds whose frames can be counted; longer is no recording.
  constexpr double kMost = 1e9;
  if (!(options.start >= 0 && options.start <= kMost && options.duration <= kMost)) {
    return Fail(ErrorCode::kUsage, "start and duration must be numbers up to 1e9 seconds");
  }
  return DecodeRecording(*model_, *packings_, reader, sink, options);
}

}  // namespace spk
