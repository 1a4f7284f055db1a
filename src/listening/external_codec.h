#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "listening/tested_codec.h"

namespace spk {

struct ExternalDecode {
  std::vector<float> samples;     // mono at kClipRate
  std::optional<uint64_t> bytes;  // of {coded}, where the commands write one
};

// Runs the codec's commands on a clip, a WAV of 16 bits. Fails with kOutput as RunProgram does, and
// with kInput where what it wrote cannot be read.
Result<ExternalDecode> RunExternalCodec(const TestedCodec& codec, const std::string& clip);

// The first line that `opusenc --version` and the like print; empty where there is none.
std::string ProgramVersion(const std::string& program);

}  // namespace spk
