#include "bitstream/adaptive/event_coder.h"

#include "bitstream/adaptive/event_tables.h"
#include "bitstream/adaptive/flat_coder.h"
#include "bitstream/adaptive/graded_coder.h"
#include "bitstream/adaptive/graded_tables.h"

namespace spk {
namespace {

class FlatCoder final : public EventCoder {
 public:
  explicit FlatCoder(const EventTables& tables) : tables_(tables) {}
  int units() const override { return tables_.shape.units; }
  std::optional<std::vector<uint8_t>> Encode(const EventMatrix& events) const override {
    return EncodeFlat(tables_, events);
  }
  Result<EventMatrix> Decode(int steps, uint64_t count,
                             std::span<const uint8_t> bytes) const override {
    return DecodeFlat(tables_, steps, count, bytes);
  }

 private:
  EventTables tables_;
};

class GradedCoder final : public EventCoder {
 public:
  explicit GradedCoder(const GradedTables& tables) : tables_(tables) {}
  int units() const override { return tables_.bins * GradedMatrix::kUnitsABin; }
  std::optional<std::vector<uint8_t>> Encode(const EventMatrix& events) const override {
    const auto matrix = GradedMatrix::Of(events);
    if (!matrix) return std::nullopt;
    return EncodeGraded(tables_, *matrix);
  }
  Result<EventMatrix> Decode(int steps, uint64_t count,
                             std::span<const uint8_t> bytes) const override {
    const auto matrix = DecodeGraded(tables_, steps, count, bytes);
    SPK_TRY(matrix);
    return matrix->ToEvents();
  }

 private:
  GradedTables tables_;
};

}  // namespace

Result<std::unique_ptr<const EventCoder>> OpenEventCoder(std::span<const uint8_t> bytes) {
  if (GradedTables::IsOf(bytes)) {
    const auto tables = GradedTables::Open(bytes);
    SPK_TRY(tables);
    return std::make_unique<GradedCoder>(*tables);
  }
  const auto tables = EventTables::Open(bytes);
  SPK_TRY(tables);
  return std::make_unique<FlatCoder>(*tables);
}

}  // namespace spk
