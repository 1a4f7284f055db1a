// Packing family 1: the adaptive coder beside the four.
#include <algorithm>
#include <cmath>

#include "bitstream/adaptive/event_coder.h"
#include "bitstream/adaptive_bytes.h"
#include "spk/packing_family.h"

namespace spk {
namespace {

class AdaptivePackings final : public PackingFamily {
 public:
  AdaptivePackings(const Geometry& geometry, std::unique_ptr<const EventCoder> coder)
      : sparse_(MakeSparsePackings(geometry)), coder_(std::move(coder)) {}

  int number() const override { return 1; }

  PackedEvents Pack(const EventMatrix& events, std::optional<Packing> packing) const override {
    if (packing && *packing != Packing::kAdaptive) return sparse_->Pack(events, packing);
    auto bytes = coder_->Encode(events);
    if (!bytes) return sparse_->Pack(events, std::nullopt);
    const uint64_t bits = 8 * bytes->size();
    const uint64_t count = events.CountEvents();
    if (!packing && bits >= SmallestBits(events, count)) return sparse_->Pack(events, packing);
    return {
        .packing = Packing::kAdaptive, .count = count, .bytes = std::move(*bytes), .bits = bits};
  }

  Result<EventMatrix> Unpack(const PackedEvents& packed, int steps) const override {
    if (packed.packing != Packing::kAdaptive) return sparse_->Unpack(packed, steps);
    const auto bytes = AdaptiveBytes(packed, coder_->units(), steps);
    SPK_TRY(bytes);
    return coder_->Decode(steps, packed.count, *bytes);
  }

  // Of a unit that fires as often and otherwise at random: what the coder pays at most.
  std::vector<float> EventBits(const EventMatrix& events,
                               std::optional<Packing> packing) const override {
    if (packing && *packing != Packing::kAdaptive) return sparse_->EventBits(events, packing);
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
  static uint64_t SmallestBits(const EventMatrix& events, uint64_t count) {
    const Packing smallest = SmallestPacking(events.units(), events.steps(), count);
    return CodedBits(smallest, events.units(), events.steps(), count);
  }

  std::unique_ptr<const PackingFamily> sparse_;
  std::unique_ptr<const EventCoder> coder_;
};

}  // namespace

Result<std::unique_ptr<const PackingFamily>> MakeAdaptivePackings(const Geometry& geometry,
                                                                  std::span<const uint8_t> tables) {
  auto coder = OpenEventCoder(tables);
  SPK_TRY(coder);
  if ((*coder)->units() != geometry.units) {
    return Fail(ErrorCode::kModel, "event tables are for " + std::to_string((*coder)->units()) +
                                       " units where there are " + std::to_string(geometry.units));
  }
  return std::make_unique<AdaptivePackings>(geometry, std::move(*coder));
}

}  // namespace spk
