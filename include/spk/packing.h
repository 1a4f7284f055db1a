// The four sparse packings of an event matrix (arXiv 2402.01571, section 3; exact bits in
// src/bitstream/FORMAT.md), and the name of what is none of them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "spk/error.h"
#include "spk/event_matrix.h"

namespace spk {

class BitReader;
class BitWriter;

// The value of the first four is the 2-bit tag of the format.
enum class Packing : uint8_t {
  kDense = 0,            // one bit a cell, step by step
  kCoordinate = 1,       // (unit, step) pairs, by unit, then step (COO)
  kCompressedTime = 2,   // a pointer list over units, then the steps of each unit
  kCompressedUnits = 3,  // a pointer list over steps, then the units of each step
  kAdaptive = 4,         // predicted cell by cell: of packing family 1, spk/packing_family.h
};

// The four that need nothing but the geometry; all functions below are about them.
inline constexpr std::array kSparsePackings = {Packing::kDense, Packing::kCoordinate,
                                               Packing::kCompressedTime, Packing::kCompressedUnits};
inline constexpr std::array kAllPackings = {Packing::kDense, Packing::kCoordinate,
                                            Packing::kCompressedTime, Packing::kCompressedUnits,
                                            Packing::kAdaptive};

// The payload of a segment: its events as one of the packings writes them.
struct PackedEvents {
  Packing packing = Packing::kDense;
  uint64_t count = 0;          // S, of events
  std::vector<uint8_t> bytes;  // the first bit most significant, zero bits to a whole byte behind
  uint64_t bits = 0;           // of the payload; as read, with up to 7 more that are zero
  bool operator==(const PackedEvents&) const = default;
};

// "dense", "coo", "time" or "units", as on the command line, or "adaptive".
std::string_view PackingName(Packing packing);

// ceil(log2 n) for n >= 1, and 0 for n = 0: the paper's width of an index below n.
int CeilLog2(uint64_t n);

// Payload bits of S events in `units` x `steps` by the paper's own formulas, for comparison with
// its figures only: its pointer width ceil(log2 S) cannot be decoded when S is a power of two. The
// formulas leave out the tag and the count, and so does this.
uint64_t PaperBits(Packing packing, int units, int steps, uint64_t events);

// Payload bits as written: pointers take ceil(log2(S + 1)) bits. Without the tag and the count.
uint64_t CodedBits(Packing packing, int units, int steps, uint64_t events);

// The packing with the fewest coded bits; ties go to the first of coo, time, units, dense.
Packing SmallestPacking(int units, int steps, uint64_t events);
// The same choice by PaperBits, as in the paper's Figure 1.
Packing SmallestPaperPacking(int units, int steps, uint64_t events);

// Appends exactly CodedBits(packing, …) bits.
void Pack(const EventMatrix& events, Packing packing, BitWriter& writer);

// Reads a payload of `count` events. Fails with kCorrupt when bits are missing, pointers fall or
// exceed `count`, an index is out of range, unsorted or repeated, or a dense payload does not have
// `count` ones. Requires 1 <= units, steps; allocates the matrix and no more than 8 bytes an event.
Result<EventMatrix> Unpack(Packing packing, int units, int steps, uint64_t count,
                           BitReader& reader);

}  // namespace spk
