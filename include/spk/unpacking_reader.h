#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <span>

#include "spk/spk_reader.h"

namespace spk {

// Whether the events of a file are those that its end chunk sums up.
class EventsCheck {
 public:
  void Add(const Segment& segment) { sum_ = EventsChecksum(segment, sum_); }
  // Some are not known, so the sum is not either.
  void Miss() { complete_ = false; }
  // kCorrupt where they differ.
  Result<void> Compare(const EndOfFile& end) const;

 private:
  uint32_t sum_ = 0;
  bool complete_ = true;
};

// SpkReader with the events unpacked and held to the checksum over them all: everything a file can
// break is an error of Next(), in its place.
class UnpackingReader {
 public:
  // Fails as SpkReader::Open and MakePackings do. `tables`, which must outlive the reader, are the
  // model's; without them what is coded adaptively is an error, kModel.
  static Result<UnpackingReader> Open(std::istream& in, std::span<const uint8_t> tables = {});
  // Goes on from where `reader` is.
  UnpackingReader(SpkReader reader, std::unique_ptr<const PackingFamily> family);

  const FileHeader& header() const { return reader_.header(); }
  uint64_t offset() const { return reader_.offset(); }
  bool at_end() const { return reader_.at_end() && !held_back_; }
  void SkipBefore(uint64_t index);
  // Frames up to the end of the last segment so far, also of one whose events are lost: the length
  // of the recording where the end is missing.
  uint64_t frames() const;

  // As SpkReader::Next, after whose errors it may be called again too. Events that do not sum up
  // are an error before the end.
  Result<FileItem> Next();

 private:
  SpkReader reader_;
  std::unique_ptr<const PackingFamily> family_;
  EventsCheck check_;
  uint64_t steps_ = 0;
  std::optional<EndOfFile> held_back_;  // comes after the error that it caused
};

}  // namespace spk
