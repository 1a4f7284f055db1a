#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <span>

#include "spk/packing_family.h"
#include "spk/spk_file.h"

namespace spk {

// Packs and unpacks again to see that nothing is lost: what a writer need not do in its turn. In
// the smallest packing, or in `packing`. kUsage when the segment does not fit the header or the
// family does not have that packing, kUnexpected when its events do not come back.
Result<PackedSegment> PackSegment(const FileHeader& header, const PackingFamily& family,
                                  Segment segment, std::optional<Packing> packing = {});

// Writes a .spk file front to back, without seeking: header, tags, segments by index then channel,
// end. The same calls give the same bytes.
class SpkWriter {
 public:
  // Writes the header. kUsage when a field is outside the format's limits, kOutput when the stream
  // fails. `out` must outlive the writer, and so must `tables`, which it needs to pack segments of
  // family 1 itself (MakePackings, as which it fails).
  static Result<SpkWriter> Create(std::ostream& out, const FileHeader& header,
                                  std::span<const uint8_t> tables = {});

  SpkWriter(SpkWriter&&) noexcept;
  SpkWriter& operator=(SpkWriter&&) noexcept;
  SpkWriter(const SpkWriter&) = delete;
  SpkWriter& operator=(const SpkWriter&) = delete;
  ~SpkWriter();

  // kUsage when the name is not printable ASCII without '=' or the tag is too long.
  Result<void> WriteTag(const Tag& tag);

  // Appends a segment that was packed for the same header. kUsage when it is out of order, follows
  // a short one, or has no events beside its payload, as one that was only read.
  Result<void> WriteSegment(const PackedSegment& packed);
  // Packs it first, and fails as PackSegment does.
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
