// What goes to standard error. A message that cannot be written is dropped: nothing else is there
// to say so, and the exit code stays.
#pragma once

#include <string_view>

namespace spk {

// Makes spdlog's messages lines of standard error, "spk: MESSAGE", with whatever is in them made
// Printable.
void SetUpLog();

// Writes `text` as it is; names in it are the caller's to make Printable.
void Tell(std::string_view text);

}  // namespace spk
