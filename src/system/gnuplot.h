#pragma once

#include <cstddef>
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

// Puts what is plotted next into one of the columns of a picture, from `left` to `right` of the
// column's width and from `bottom` to `top` of the picture's height.
struct GnuplotPanel {
  double left = 0;
  double right = 1;
  double bottom = 0;
  double top = 1;

  std::string In(size_t column, size_t columns) const;
};

}  // namespace spk
