#pragma once

#include <string>
#include <vector>

#include "analysis/selectivity.h"
#include "spk/error.h"

namespace spk {

enum class PictureType { kPng, kSvg };

// Draws the sets side by side (after Fig. 5 of arXiv 2402.01571): r of every unit and note, the
// units in the order of their best notes; the best notes and their r; and the histogram of their
// prominences; the latter two beside what chance gives. Needs gnuplot. Fails with kOutput, and with
// kInput where a set has no best note; the reason alone.
Result<void> DrawSelectivity(const std::vector<Selectivity>& sets, PictureType type,
                             const std::string& path);

}  // namespace spk
