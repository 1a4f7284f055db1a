// When which note of a MIDI file begins: all that an analysis of events needs of one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spk/error.h"

namespace spk {

struct NoteOnset {
  double seconds = 0;  // from the start of the file, 0 or more
  int pitch = 0;       // MIDI note number, 0..127; 60 is middle C

  bool operator==(const NoteOnset&) const = default;
};

// The note-ons of a standard MIDI file of format 0 or 1 (MIDI 1.0 Detailed Specification, "Standard
// MIDI Files"), of all tracks and channels but the tenth, whose notes are drums; in order of time,
// those of one moment in order of the file. Chunks of other types are passed over. Fails with
// kInput and the reason alone for what is no such file; takes memory in proportion to its bytes.
Result<std::vector<NoteOnset>> ReadMidiOnsets(std::span<const uint8_t> file);

}  // namespace spk
