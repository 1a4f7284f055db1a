#include "spk/packing_family.h"

#include <algorithm>

#include "bitstream/adaptive_bytes.h"
#include "bitstream/bit_io.h"

namespace spk {
namespace {

class SparsePackings final : public PackingFamily {
 public:
  explicit SparsePackings(const Geometry& geometry)
      : units_(geometry.units), steps_(geometry.steps) {}

  int number() const override { return 0; }

  PackedEvents Pack(const EventMatrix& events, std::optional<Packing> packing) const override {
    const uint64_t count = events.CountEvents();
    const Packing chosen = packing.value_or(SmallestPacking(units_, events.steps(), count));
    BitWriter writer;
    spk::Pack(events, chosen, writer);
    const uint64_t bits = writer.bits_written();
    return {.packing = chosen, .count = count, .bytes = writer.Finish(), .bits = bits};
  }

  Result<EventMatrix> Unpack(const PackedEvents& packed, int steps) const override {
    if (packed.packing == Packing::kAdaptive) {
      SPK_TRY(AdaptiveBytes(packed, units_, steps));
      return Fail(ErrorCode::kModel, "its events cannot be read without the tables of its model");
    }
    BitReader reader(packed.bytes, packed.bits);
    auto events = spk::Unpack(packed.packing, units_, steps, packed.count, reader);
    if (events && !reader.AtZeroPadding()) {
      return Fail(ErrorCode::kCorrupt, "segment has more than zero padding after its payload");
    }
    return events;
  }

  // The indices of an event; that pointers are a bit longer now and then is left out.
  std::vector<float> EventBits(const EventMatrix& events,
                               std::optional<Packing> packing) const override {
    const auto cells = static_cast<size_t>(units_) * static_cast<size_t>(events.steps());
    return std::vector<float>(cells, static_cast<float>(IndexBits(packing.value_or(
                                         SmallestPacking(units_, steps_, InASegment(events))))));
  }

 private:
  // Events of a whole segment that is as dense.
  uint64_t InASegment(const EventMatrix& events) const {
    return events.CountEvents() * static_cast<uint64_t>(steps_) /
           static_cast<uint64_t>(std::max(1, events.steps()));
  }

  int IndexBits(Packing packing) const {
    const int unit = CeilLog2(static_cast<uint64_t>(units_));
    const int step = CeilLog2(static_cast<uint64_t>(steps_));
    switch (packing) {
      case Packing::kCoordinate:
        return unit + step;
      case Packing::kCompressedTime:
        return step;
      case Packing::kCompressedUnits:
        return unit;
      case Packing::kDense:
      case Packing::kAdaptive:
        break;
    }
    return 0;
  }

  int units_;
  int steps_;
};

}  // namespace

Result<std::span<const uint8_t>> AdaptiveBytes(const PackedEvents& packed, int units, int steps) {
  const auto cells = static_cast<uint64_t>(units) * static_cast<uint64_t>(steps);
  if (packed.count > cells) {
    return Fail(ErrorCode::kCorrupt, "more events than the matrix has cells");
  }
  const auto whole = static_cast<size_t>(packed.bits / 8);
  const auto bytes = std::span(packed.bytes).first(whole);
  if (whole < packed.bytes.size() && packed.bytes[whole] != 0) {
    return Fail(ErrorCode::kCorrupt, "segment has more than zero padding after its payload");
  }
  const bool is_certain = packed.count == 0 || packed.count == cells;
  if (!bytes.empty() && (is_certain || bytes.back() == 0)) {
    return Fail(ErrorCode::kCorrupt, "adaptive payload does not end where its events do");
  }
  return bytes;
}

std::unique_ptr<const PackingFamily> MakeSparsePackings(const Geometry& geometry) {
  return std::make_unique<SparsePackings>(geometry);
}

Result<std::unique_ptr<const PackingFamily>> MakePackings(const Geometry& geometry, int family,
                                                          std::span<const uint8_t> tables) {
  if (family == 0 || tables.empty()) return MakeSparsePackings(geometry);
  return MakeAdaptivePackings(geometry, tables);
}

}  // namespace spk
