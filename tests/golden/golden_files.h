// The golden files: what they hold, so that a test can build them again and compare the bytes with
// the committed ones, which must never change.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "spk/error.h"
#include "spk/packing.h"

namespace spk {

// For calls that cannot fail here.
inline void Must(const Result<void>& result) {
  if (!result) throw std::logic_error(result.error().message);
}

using Bytes = std::vector<uint8_t>;

struct GoodFile {
  std::string name;
  Bytes bytes;
};

// Every packing with every corner case, and every kind of chunk.
std::vector<GoodFile> GoodGoldenFiles();

// The payloads of the corner cases as tests/fuzz/unpack_fuzz.cpp takes them.
struct PayloadSeed {
  Packing packing;
  std::string name;
  Bytes bytes;
};
std::vector<PayloadSeed> PayloadSeeds();

// One file for each rule of FORMAT.md, breaking that rule and no other.
struct BadFile {
  std::string name;
  Bytes bytes;
  ErrorCode code;
  std::string message;  // part of the reader's first error
};
std::vector<BadFile> BadGoldenFiles();

// What the reader finds in a file, as text: the same lines that read_spk.py prints. The first error
// ends it with a line "error".
std::string DescribeFile(const Bytes& bytes);

}  // namespace spk
