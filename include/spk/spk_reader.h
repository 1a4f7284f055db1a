#pragma once

#include <cstdint>
#include <istream>
#include <memory>

#include "spk/packing_family.h"
#include "spk/spk_file.h"

namespace spk {

// Unpacks the events of a segment as read. kCorrupt, naming the place, when they break a rule.
Result<CodedSegment> UnpackSegment(const PackingFamily& family, PackedSegment packed);

// Reads a .spk file front to back, without seeking; segments come packed, so that they can be
// unpacked side by side, and whether the events are those of the end chunk's checksum is up to who
// unpacks them (EventsChecksum); UnpackingReader does both in turn. Memory stays under a few times
// the largest chunk of the input, whatever the input claims.
//
// After an error Next() may be called again until at_end(): it searches for the next intact chunk,
// so that damage costs the segments it touches and no others.
class SpkReader {
 public:
  // Reads the header. kNotSpk when the magic or the version is unknown, kCorrupt when the header is
  // damaged, kInput when the stream fails. `in` must outlive the reader.
  static Result<SpkReader> Open(std::istream& in);

  SpkReader(SpkReader&&) noexcept;
  SpkReader& operator=(SpkReader&&) noexcept;
  SpkReader(const SpkReader&) = delete;
  SpkReader& operator=(const SpkReader&) = delete;
  ~SpkReader();

  const FileHeader& header() const;
  // Bytes consumed so far; the size of the file once at_end().
  uint64_t offset() const;
  // Nothing more will come: the end chunk was read, or the input is exhausted.
  bool at_end() const;

  // From now on segments with a smaller index are passed over, so that reading can start at any
  // time of the recording.
  void SkipBefore(uint64_t index);

  // The next tag, segment or end; skippable chunks of unknown types are passed over. Errors name
  // the place: kCorrupt for damage, missing segments, a missing end or bytes after it; kNotSpk for
  // a chunk that a newer version requires to be understood; kInput when the stream fails.
  Result<PackedItem> Next();

 private:
  struct State;
  explicit SpkReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace spk
