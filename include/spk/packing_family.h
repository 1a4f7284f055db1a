// A packing family: the ways of writing the events of a file that its segments choose from.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "spk/geometry.h"
#include "spk/packing.h"

namespace spk {

// Does not change: any number of threads may use one.
class PackingFamily {
 public:
  PackingFamily() = default;
  PackingFamily(const PackingFamily&) = delete;
  PackingFamily(PackingFamily&&) = delete;
  PackingFamily& operator=(const PackingFamily&) = delete;
  PackingFamily& operator=(PackingFamily&&) = delete;
  virtual ~PackingFamily() = default;

  // As a file's header states it.
  virtual int number() const = 0;

  // In the smallest of its packings, or in `packing`, which is one of them. The same events give
  // the same bits.
  virtual PackedEvents Pack(const EventMatrix& events, std::optional<Packing> packing) const = 0;

  // Events of `steps` steps. kCorrupt when the payload breaks a rule of its packing or more than
  // zero bits to a whole byte follow it, kModel when it needs tables that are not there. Takes
  // memory for the matrix, and 8 bytes an event or what FORMAT.md, section 8, says.
  virtual Result<EventMatrix> Unpack(const PackedEvents& packed, int steps) const = 0;

  // What an event in each cell costs among the others: about the bits that Pack takes more with it
  // than without, step by step. events: of any number of steps, segments or parts of them.
  virtual std::vector<float> EventBits(const EventMatrix& events,
                                       std::optional<Packing> packing) const = 0;
};

// Family 0, the four sparse packings, for matrices of this geometry.
std::unique_ptr<const PackingFamily> MakeSparsePackings(const Geometry& geometry);

// Family 1: each segment by the adaptive coder or in one of the four, whichever is smaller. Reads
// family 0 too. `tables` (FORMAT.md, section 11) come with the model, are not copied and must
// outlive the family. kModel where they are none, or those of a matrix of other units.
Result<std::unique_ptr<const PackingFamily>> MakeAdaptivePackings(const Geometry& geometry,
                                                                  std::span<const uint8_t> tables);

// The family that a header states; without tables what the adaptive coder wrote stays unread.
Result<std::unique_ptr<const PackingFamily>> MakePackings(const Geometry& geometry, int family,
                                                          std::span<const uint8_t> tables);

}  // namespace spk
