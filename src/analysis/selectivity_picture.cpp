#include "analysis/selectivity_picture.h"

#include <algorithm>
#include <sstream>

#include "metrics/statistics.h"
#include "system/gnuplot.h"
#include "system/temporary.h"
#include "system/text.h"

namespace spk {
namespace {

constexpr int kLowest = 21;  // a piano's keys, A0 to C8
constexpr int kHighest = 108;
constexpr int kBins = 24;  // of the histogram

std::string FileOf(const char* kind, size_t set) { return kind + std::to_string(set); }

// A line a unit, in the order of best notes: r of every key, NaN where there is none.
void WriteMatrix(const Selectivity& set, std::ostream& out) {
  auto best = set.BestNotes();
  std::ranges::stable_sort(best, {}, &BestNote::pitch);
  for (const BestNote& note : best) {
    for (int pitch = kLowest; pitch <= kHighest; ++pitch) {
      const auto peak = set.notes().Peak(note.unit, pitch);
      out << (peak ? std::to_string(peak->coefficient) : "NaN") << ' ';
    }
    out << '\n';
  }
}

// "pitch r prominence" of every unit's best note.
void WriteBest(const std::vector<BestNote>& notes, std::ostream& out) {
  for (const BestNote& note : notes) {
    out << note.pitch << ' ' << note.peak.coefficient << ' ' << note.peak.prominence << '\n';
  }
}

// What the axes of all sets hold.
struct Ranges {
  double coefficient = 0.01;  // from 0
  double lowest = 0;          // prominence, but for a few by chance
  double highest = 0.1;
};

Ranges RangesOf(const std::vector<Selectivity>& sets) {
  Ranges ranges;
  const auto widen = [&](const std::vector<BestNote>& notes) {
    std::vector<double> prominences;
    for (const BestNote& note : notes) {
      ranges.coefficient = std::max(ranges.coefficient, note.peak.coefficient);
      prominences.push_back(note.peak.prominence);
    }
    ranges.lowest = std::min(ranges.lowest, Percentile(prominences, 2));
    ranges.highest = std::max(ranges.highest, Percentile(prominences, 98));
  };
  for (const Selectivity& set : sets) {
    widen(set.BestNotes());
    widen(set.ChanceNotes());
  }
  return ranges;
}

std::string OctaveTics() {
  std::string tics;
  for (int pitch = kLowest; pitch <= kHighest; pitch += 12) {
    tics += (tics.empty() ? "'" : ", '") + PitchName(pitch) + "' " + std::to_string(pitch);
  }
  return "set xtics (" + tics + ")\n";
}

std::string Histogram(const std::string& file, const char* style) {
  return GnuplotString(file) + " using (bin * (floor($3 / bin) + 0.5)):(1) smooth frequency with " +
         style;
}

std::string SetScript(const Selectivity& set, size_t index, const GnuplotColumns& columns,
                      const Ranges& ranges) {
  const size_t units = set.BestNotes().size();
  const double bin = (ranges.highest - ranges.lowest) / kBins;
  std::ostringstream text;
  text << columns.Panel(index, 0.57, 0.93) << "set title " << GnuplotString(Printable(set.name()))
       << " noenhanced\nset xrange [" << kLowest - 0.5 << ":" << kHighest + 0.5 << "]\n"
       << OctaveTics() << "set yrange [-0.5:" << static_cast<double>(units) - 0.5
       << "]\nset ytics auto\nset ylabel 'units, by best note'\nset xlabel 'note'\n"
       << "set cbrange [0:" << ranges.coefficient << "]\nplot "
       << GnuplotString(FileOf("matrix", index)) << " matrix using ($1 + " << kLowest
       << "):2:3 with image notitle\n"
       << "unset title\n"
       << columns.Panel(index, 0.32, 0.49) << "set yrange [0:" << 1.05 * ranges.coefficient
       << "]\nset ylabel 'r' offset 1\nplot " << GnuplotString(FileOf("chance", index))
       << " using 1:2 with points pt 6 ps 0.5 lc rgb '#aaaaaa' notitle, "
       << GnuplotString(FileOf("best", index))
       << " using 1:2 with points pt 7 ps 0.5 lc rgb '#3b528b' notitle\n"
       << columns.Panel(index, 0.08, 0.24) << "set xrange [" << ranges.lowest - bin << ":"
       << ranges.highest + bin
       << "]\nset xtics auto\nset yrange [0:*]\nset ylabel 'units'\nset xlabel 'prominence'\n"
       << "bin = " << bin << "\nset style fill solid 0.8\nset boxwidth bin\n"
       << "set key top right samplen 1\nplot "
       << Histogram(FileOf("best", index), "boxes lc rgb '#3b528b' title 'best note'") << ", "
       << Histogram(FileOf("chance", index),
                    "boxes lc rgb '#888888' lw 2 fs empty border title 'by chance'")
       << "\nunset key\n";
  return text.str();
}

}  // namespace

Result<void> DrawSelectivity(const std::vector<Selectivity>& sets, PictureType type,
                             const std::string& path) {
  for (const Selectivity& set : sets) {
    if (!set.BestNotes().empty()) continue;
    return Fail(ErrorCode::kInput,
                "nothing to draw: no unit of " + set.name() + " has a best note");
  }
  const ScratchFolder scratch;
  if (!scratch.status()) return scratch.status();
  for (size_t i = 0; i < sets.size(); ++i) {
    SPK_TRY(scratch.Write(FileOf("matrix", i), [&](auto& out) { WriteMatrix(sets[i], out); }));
    SPK_TRY(
        scratch.Write(FileOf("best", i), [&](auto& out) { WriteBest(sets[i].BestNotes(), out); }));
    SPK_TRY(scratch.Write(FileOf("chance", i),
                          [&](auto& out) { WriteBest(sets[i].ChanceNotes(), out); }));
  }
  const Ranges ranges = RangesOf(sets);
  std::ostringstream script;
  script << "set terminal " << (type == PictureType::kSvg ? "svg" : "pngcairo") << " size "
         << 420 * sets.size() << ",900 font 'sans,11'\n"
         << "set output 'picture'\n"
         << kPanelSettings;
  const GnuplotColumns columns{.count = sets.size(), .left = 0.18, .right = 0.96};
  for (size_t i = 0; i < sets.size(); ++i) script << SetScript(sets[i], i, columns, ranges);
  script << "unset multiplot\n";
  return DrawPicture(script.str(), scratch.path(), path);
}

}  // namespace spk
