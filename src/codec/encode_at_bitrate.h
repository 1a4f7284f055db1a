#pragma once

#include "codec/encode.h"

namespace spk {

// Encodes so that the whole file has options.bitrate kbit/s: in two passes, the bits spent where
// they bring most, or, of a source that cannot be read twice, in one pass that never runs over.
// options have every value (Codec::WithDefaults). Fails as EncodeRecording does.
Result<EncodeReport> EncodeAtBitrate(const Model& model, const PackingFamily& packings,
                                     AudioSource& source, std::ostream& out,
                                     const EncodeOptions& options);

}  // namespace spk
