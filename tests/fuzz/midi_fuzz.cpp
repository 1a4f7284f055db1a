// Any bytes as a MIDI file: an error, or notes in order of time, no more than the bytes can hold.
#include <cmath>

#include "midi/midi_onsets.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto onsets = spk::ReadMidiOnsets({data, size});
  if (!onsets) {
    spk::FuzzExpect(onsets.error().code == spk::ErrorCode::kInput &&
                    !onsets.error().message.empty());
    return 0;
  }
  spk::FuzzExpect(onsets->size() * 3 <= size);
  double before = 0;
  for (const spk::NoteOnset& onset : *onsets) {
    spk::FuzzExpect(std::isfinite(onset.seconds) && onset.seconds >= before);
    spk::FuzzExpect(onset.pitch >= 0 && onset.pitch < 128);
    before = onset.seconds;
  }
  return 0;
}
