#include "model/geometry.h"

#include <cmath>

#include "model/reach.h"

namespace spk {

Geometry MakeGeometry(int64_t sample_rate, int64_t hop, int64_t units) {
  constexpr double kLoudnessSeconds = 32768.0 / 22050;
  constexpr int kPoints = 4;  // a segment
  Geometry geometry;
  geometry.codec_rate = static_cast<uint32_t>(sample_rate);
  geometry.hop = static_cast<int>(hop);
  geometry.units = static_cast<int>(units);
  geometry.loudness_spacing =
      static_cast<int>(std::lround(kLoudnessSeconds * geometry.steps_per_second()));
  if (geometry.loudness_samples() % 2 != 0) ++geometry.loudness_spacing;  // it is halved
  geometry.steps = kPoints * geometry.loudness_spacing;
  return geometry;
}

Geometry GeometryOf(const AutoencoderConfig& config) {
  return MakeGeometry(config.sample_rate, config.hop, config.units);
}

// The envelope of a segment knows one point of its neighbours, which shapes it for half a point's
// length.
Result<void> CheckCodable(const AutoencoderConfig& config) {
  const Geometry geometry = GeometryOf(config);
  if (auto valid = Validate(geometry); !valid) {
    return Fail(ErrorCode::kModel, valid.error().message);
  }
  const int reach = EncoderReach(config);
  if (2 * reach <= geometry.loudness_spacing) return {};
  return Fail(ErrorCode::kModel, "the encoder hears " + std::to_string(reach) +
                                     " steps to each side, over half a loudness point");
}

}  // namespace spk
