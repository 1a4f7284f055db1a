// The golden files: what they hold, so that a test can build them again and compare the bytes with
// the committed ones, which must never change.
#pragma once

#include <cstdint>
#include <istream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "spk/error.h"
#include "spk/packing.h"
#include "spk/unpacking_reader.h"

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

// Tables of tiny models, full of numbers that no model would have; files name them as their model.
struct GoldenTables {
  ModelId model;
  int units;
  Bytes bytes;
};
const std::vector<GoldenTables>& AllGoldenTables();
// Those of a model, empty where it has none.
std::span<const uint8_t> TablesOf(const ModelId& model);
// A reader that has the tables which the file needs.
Result<UnpackingReader> OpenWithTables(std::istream& in);

// Every packing with every corner case, and every kind of chunk.
std::vector<GoodFile> GoodGoldenFiles();

// Tables and payloads as tests/fuzz/adaptive_fuzz.cpp and graded_fuzz.cpp take them.
std::vector<GoodFile> AdaptiveSeeds();
std::vector<GoodFile> GradedSeeds();

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
