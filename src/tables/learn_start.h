// Start values for the adaptive coder's mixes, from segments that they code.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "bitstream/adaptive/mix_tables.h"

namespace spk {

// The tables of one kind of decision, and how large they are.
struct MixToLearn {
  MixShape shape;
  EditableMixTables tables;
};

// As if nothing were known: even odds, and a mix that trusts what is given, or each counter alike.
void BlankStartValues(const MixToLearn& mix);

// Codes a segment with mixes, one of each kind, that go on from what they learnt before.
using CodeSegment = std::function<void(size_t segment, std::span<MixedBit> mixes)>;

// Writes the tables of all kinds, learnt from `segments` segments. The same call gives the same.
void LearnStartValues(size_t segments, std::span<const MixToLearn> kinds, const CodeSegment& code);

}  // namespace spk
