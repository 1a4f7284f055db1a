#pragma once

#include "spk/file_summary.h"

namespace spk {

// Looks for the event tables of models among those that are installed, and keeps what it finds for
// as long as it is there itself.
FindTables KnownTables();

}  // namespace spk
