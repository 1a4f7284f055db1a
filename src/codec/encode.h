#pragma once

#include "codec/network.h"
#include "spk/codec.h"

namespace spk {

// The encoder's side of Codec::Encode.
Result<EncodeReport> EncodeRecording(const Network& network, AudioSource& source, std::ostream& out,
                                     const EncodeOptions& options);

// What the header of a file of this model says, but for the recording's own fields.
FileHeader HeaderOf(const Network& network);

}  // namespace spk
