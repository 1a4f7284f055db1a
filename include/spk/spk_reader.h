#pragma once

#include <cstdint>
#include <istream>
#include <memory>

#include "spk/spk_file.h"

namespace spk {

// Reads a .spk file front to back, without seeking. Memory stays under a few times the largest
// chunk of the input, whatever the input claims.
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

  // From now on segments with a smaller index are checked but neither unpacked nor returned, so
  // that reading can start at any time of the recording.
  void SkipBefore(uint64_t index);

  // The next tag, segment or end; skippable chunks of unknown types are passed over. Errors name
  // the place: kCorrupt for damage, missing segments, a missing end or bytes after it; kNotSpk for
  // a chunk that a newer version requires to be understood; kInput when the stream fails.
  Result<FileItem> Next();

 private:
  struct State;
  explicit SpkReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace spk
