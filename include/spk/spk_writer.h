#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>

#include "spk/spk_file.h"

namespace spk {

// Writes a .spk file front to back, without seeking: header, tags, segments by index then channel,
// end. The same calls give the same bytes.
class SpkWriter {
 public:
  // Writes the header. kUsage when a field is outside the format's limits, kOutput when the stream
  // fails. `out` must outlive the writer.
  static Result<SpkWriter> Create(std::ostream& out, const FileHeader& header);

  SpkWriter(SpkWriter&&) noexcept;
  SpkWriter& operator=(SpkWriter&&) noexcept;
  SpkWriter(const SpkWriter&) = delete;
  SpkWriter& operator=(const SpkWriter&) = delete;
  ~SpkWriter();

  // kUsage when the name is not printable ASCII without '=' or the tag is too long.
  Result<void> WriteTag(const Tag& tag);

  // Writes in the smallest packing, or in `packing`. kUsage when the segment does not fit the
  // header, is out of order, or follows a short one.
  Result<void> WriteSegment(const Segment& segment, std::optional<Packing> packing = {});

  // Ends the file. kUsage when the segments do not add up to `source_frames`.
  Result<void> Finish(uint64_t source_frames);

  uint64_t bytes_written() const;

 private:
  struct State;
  explicit SpkWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace spk
