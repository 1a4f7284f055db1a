#pragma once

#include "codec/network.h"
#include "spk/codec.h"

namespace spk {

// The decoder's side of Codec::Decode.
Result<DecodeReport> DecodeRecording(const Network& network, SpkReader& reader, AudioSink& sink,
                                     const DecodeOptions& options);

}  // namespace spk
