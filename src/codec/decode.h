#pragma once

#include "codec/model.h"
#include "spk/codec.h"

namespace spk {

// The decoder's side of Codec::Decode.
Result<DecodeReport> DecodeRecording(const Model& model, const PackingFamily& packings,
                                     SpkReader& reader, AudioSink& sink,
                                     const DecodeOptions& options);

}  // namespace spk
