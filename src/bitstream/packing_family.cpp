#include "spk/packing_family.h"

#include <algorithm>
#include <cmath>

#include "bitstream/adaptive/event_tables.h"
#include "bitstream/adaptive/flat_coder.h"
#include "bitstream/bit_io.h"

namespace spk {
namespace {

// The payload of the adaptive coder, as far as it can be checked without tables.
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

class AdaptivePackings final : public PackingFamily {
 public:
  AdaptivePackings(const Geometry& geometry, const EventTables& tables)
      : sparse_(geometry), tables_(tables) {}

  int number() const override { return 1; }

  PackedEvents Pack(const EventMatrix& events, std::optional<Packing> packing) const override {
    if (packing && *packing != Packing::kAdaptive) return sparse_.Pack(events, packing);
    PackedEvents adaptive = PackAdaptive(events);
    if (packing || adaptive.bits < SmallestBits(events, adaptive.count)) return adaptive;
    return sparse_.Pack(events, packing);
  }

  Result<EventMatrix> Unpack(const PackedEvents& packed, int steps) const override {
    if (packed.packing != Packing::kAdaptive) return sparse_.Unpack(packed, steps);
    const auto bytes = AdaptiveBytes(packed, tables_.shape.units, steps);
    SPK_TRY(bytes);
    return DecodeFlat(tables_, steps, packed.count, *bytes);
  }

  // Of a unit that fires as often and otherwise at random: what the coder pays at most.
  std::vector<float> EventBits(const EventMatrix& events,
                               std::optional<Packing> packing) const override {
    if (packing && *packing != Packing::kAdaptive) return sparse_.EventBits(events, packing);
    std::vector<float> bits(static_cast<size_t>(events.units()));
    events.ForEachEvent([&](int unit, int /*step*/) { ++bits[static_cast<size_t>(unit)]; });
    for (float& unit : bits) {
      const float p = std::clamp(unit, 0.5F, static_cast<float>(events.steps()) - 0.5F) /
                      static_cast<float>(events.steps());
      unit = std::log2((1 - p) / p);
    }
    std::vector<float> cells;
    for (int step = 0; step < events.steps(); ++step) {
      cells.insert(cells.end(), bits.begin(), bits.end());
    }
    return cells;
  }

 private:
  PackedEvents PackAdaptive(const EventMatrix& events) const {
    PackedEvents packed{.packing = Packing::kAdaptive,
                        .count = events.CountEvents(),
                        .bytes = EncodeFlat(tables_, events)};
    packed.bits = 8 * packed.bytes.size();
    return packed;
  }

  static uint64_t SmallestBits(const EventMatrix& events, uint64_t count) {
    const Packing smallest = SmallestPacking(events.units(), events.steps(), count);
    return CodedBits(smallest, events.units(), events.steps(), count);
  }

  SparsePackings sparse_;
  EventTables tables_;
};

}  // namespace

std::unique_ptr<const PackingFamily> MakeSparsePackings(const Geometry& geometry) {
  return std::make_unique<SparsePackings>(geometry);
}

Result<std::unique_ptr<const PackingFamily>> MakeAdaptivePackings(const Geometry& geometry,
                                                                  std::span<const uint8_t> bytes) {
  const auto tables = EventTables::Open(bytes);
  SPK_TRY(tables);
  if (tables->shape.units != geometry.units) {
    return Fail(ErrorCode::kModel, "event tables are for " + std::to_string(tables->shape.units) +
                                       " units where there are " + std::to_string(geometry.units));
  }
  return std::make_unique<AdaptivePackings>(geometry, *tables);
}

Result<std::unique_ptr<const PackingFamily>> MakePackings(const Geometry& geometry, int family,
                                                          std::span<const uint8_t> tables) {
  if (family == 0 || tables.empty()) return MakeSparsePackings(geometry);
  return MakeAdaptivePackings(geometry, tables);
}

}  // namespace spk
