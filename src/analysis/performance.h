// Recordings whose notes are known.
#pragma once

#include <string>
#include <vector>

#include "analysis/note_correlation.h"
#include "midi/midi_onsets.h"
#include "spk/error.h"

namespace spk {

struct Performance {
  std::string recording;  // or a .spk file of one
  std::string midi;
  double speed = 1;   // of the recording, as a multiple of the MIDI file's
  int transpose = 0;  // semitones that it sounds above the MIDI file
};

// A list of performances as scripts/render_corpus.sh writes it: columns apart by tabs, named by the
// first line. "midi": the MIDI file's place in `midi_folder`; "speed" and "transpose", if there are
// such; a recording has the MIDI file's place in `recordings`, with `suffix` (".flac") for its own.
// Other columns are passed over. Fails with kInput, naming the line.
Result<std::vector<Performance>> ReadPerformances(const std::string& path,
                                                  const std::string& midi_folder,
                                                  const std::string& recordings,
                                                  const std::string& suffix);

// The notes as they sound in the recording, in order: `speed` and `transpose` are undone, and what
// is transposed off the scale is left out. Fails with kInput and a message that names the MIDI
// file.
Result<std::vector<NoteOnset>> ReadOnsets(const Performance& performance);

// The steps that notes begin in, of `steps`, so many a second; in order, each once. Those past the
// end are left out.
std::vector<NoteStep> OnsetSteps(const std::vector<NoteOnset>& onsets, double steps_per_second,
                                 int steps);

}  // namespace spk
