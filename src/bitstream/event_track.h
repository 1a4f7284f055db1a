// The events of a recording as one matrix, whatever segments they are stored in.
#pragma once

#include <istream>

#include "spk/error.h"
#include "spk/event_matrix.h"
#include "spk/file_summary.h"

namespace spk {

struct EventTrack {
  FileHeader header;   // of the file they are from
  EventMatrix events;  // of no steps where nothing was coded
};

// From second `start` on, of the mid or mono. Fails as UnpackingReader does.
Result<EventTrack> ReadEvents(std::istream& spk, const FindTables& find, double start = 0,
                              double duration = 1e9);

}  // namespace spk
