#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "spk/audio.h"

namespace spk {

// Value in little-endian order, at the end of `out`.
void AppendLittleEndian(uint64_t value, int bytes, std::vector<uint8_t>* out);

// The bytes of a WAV file before its samples, which are integers of 16 or 24 bits or floats of 32.
//
// With the size of the samples in bytes it is RIFF or, where that cannot hold them, RF64 (EBU Tech
// 3306), of the same length, so that it can be written again when the size is known. Without, it is
// for a stream: 44 bytes (46 for floats) and the tags, with sizes of 0xFFFFFFFF, "as long as there
// are bytes". Tags for which RIFF has no field are left out.
std::vector<uint8_t> WavHeader(const AudioFormat& format, int bits,
                               std::optional<uint64_t> data_bytes);

}  // namespace spk
