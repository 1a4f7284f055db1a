#pragma once

#include "codec/model.h"
#include "codec/rate/rate_rule.h"
#include "spk/codec.h"

namespace spk {

// The encoder's side of Codec::Encode. rule: of this recording alone.
Result<EncodeReport> EncodeRecording(const Model& model, const PackingFamily& packings,
                                     RateRule& rule, AudioSource& source, std::ostream& out,
                                     const EncodeOptions& options);

// What the header of a file of this model says, but for the recording's own fields.
FileHeader HeaderOf(const ModelFacts& facts);

}  // namespace spk
