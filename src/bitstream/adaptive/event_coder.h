// The adaptive coder of a model's events: which one it is, the model's tables say.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "spk/error.h"
#include "spk/event_matrix.h"

namespace spk {

// Does not change: any number of threads may use one.
class EventCoder {
 public:
  EventCoder() = default;
  EventCoder(const EventCoder&) = delete;
  EventCoder(EventCoder&&) = delete;
  EventCoder& operator=(const EventCoder&) = delete;
  EventCoder& operator=(EventCoder&&) = delete;
  virtual ~EventCoder() = default;

  virtual int units() const = 0;
  // Nothing where the matrix breaks the structure that its units should have.
  virtual std::optional<std::vector<uint8_t>> Encode(const EventMatrix& events) const = 0;
  // kCorrupt where no encoder writes these bytes.
  virtual Result<EventMatrix> Decode(int steps, uint64_t count,
                                     std::span<const uint8_t> bytes) const = 0;
};

// `tables` are not copied. kModel where they are none, of any kind.
Result<std::unique_ptr<const EventCoder>> OpenEventCoder(std::span<const uint8_t> tables);

}  // namespace spk
