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

// How pictures of panels look; comes before the first of them.
extern const char* const kPanelSettings;

// The columns of a picture, in which panels stand from `left` to `right` of the column's width.
struct GnuplotColumns {
  size_t count = 1;
  double left = 0;
  double right = 1;

  // Puts what is plotted next into one of them, from `bottom` to `top` of the picture's height.
  std::string Panel(size_t column, double bottom, double top) const;
};

}  // namespace spk
