#include "spk/codec.h"

#include <algorithm>

#include "codec/decode.h"
#include "codec/encode.h"
#include "codec/network.h"

namespace spk {

struct Codec::State {
  Network network;
};

Codec::Codec(std::unique_ptr<State> state) : state_(std::move(state)) {}
Codec::Codec(Codec&&) noexcept = default;
Codec& Codec::operator=(Codec&&) noexcept = default;
Codec::~Codec() = default;

Result<Codec> Codec::Load(const std::string& weights, const std::string& device) {
  auto network = Network::Load(weights, device);
  if (!network) return tl::make_unexpected(network.error());
  return Codec(std::make_unique<State>(State{std::move(*network)}));
}

ModelId Codec::model_id() const { return HeaderOf(state_->network).model_id; }

int64_t Codec::default_steps() const { return state_->network.default_steps(); }

Result<EncodeReport> Codec::Encode(AudioSource& source, std::ostream& out,
                                   const EncodeOptions& options) const {
  if (options.refinement < 0) return Fail(ErrorCode::kUsage, "a negative number of refinements");
  return EncodeRecording(state_->network, source, out, options);
}

Result<DecodeReport> Codec::Decode(SpkReader& reader, AudioSink& sink,
                                   const DecodeOptions& options) const {
  if (options.steps < 0) return Fail(ErrorCode::kUsage, "a negative number of steps");
  // Seconds whose frames can be counted; longer is no recording.
  constexpr double kMost = 1e9;
  if (!(options.start >= 0 && options.start <= kMost && options.duration <= kMost)) {
    return Fail(ErrorCode::kUsage, "start and duration must be numbers up to 1e9 seconds");
  }
  return DecodeRecording(state_->network, reader, sink, options);
}

}  // namespace spk
