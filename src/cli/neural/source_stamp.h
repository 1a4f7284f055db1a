// What a file was made from and how, kept as a tag in it, so that --skip-existing knows.
#pragma once

#include <optional>
#include <string>

#include "spk/codec.h"

namespace spk {

inline constexpr const char* kSourceTag = "SOURCE";

// What of the options of spk encode, with every default in them, makes another file.
std::string StampedOptions(const EncodeOptions& options, const std::string& packing);

// "SIZE TIME HASH OPTIONS" of an input: bytes, nanoseconds of its last change, 16 hexadecimal
// digits of the SHA-256 of its bytes; nothing for what is no ordinary file or cannot be read.
std::optional<std::string> SourceStamp(const std::string& path, const std::string& options);

// Whether a stamp is that of the file as it is now. Its bytes are read only where its time is
// another and its size is not.
bool IsStampOf(const std::string& stamp, const std::string& path, const std::string& options);

// What a decode names as the software that made it: "spk decode of HASH OPTIONS", HASH as above, of
// the .spk file; "spk decode" of what is no ordinary file. No time, so that copies of a file decode
// to the same bytes.
std::string DecodeStamp(const std::string& path, const std::string& options);

}  // namespace spk
