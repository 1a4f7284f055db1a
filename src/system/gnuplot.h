#pragma once

#include <string>

#include "spk/error.h"

namespace spk {

// Runs a script in `folder`, with what it names without a folder. Fails with kOutput, as RunProgram
// does.
Result<void> RunGnuplot(const std::string& script, const std::string& folder);

// Runs the script in a folder of its own, `scratch`, where it draws "picture" (set output) from
// files that it names without a folder; then the picture goes to `path`. No name from outside needs
// to be in the script; what has to be there as text goes through GnuplotString. Fails with kOutput
// and the reason alone.
Result<void> DrawPicture(const std::string& script, const std::string& scratch,
                         const std::string& path);

}  // namespace spk
