#include "listening/results.h"

#include <array>
#include <cmath>
#include <map>
#include <random>
#include <sstream>

#include "system/gnuplot.h"
#include "system/temporary.h"
#include "system/text.h"

namespace spk {
namespace {

// How often a stimulus was rated over another, and what that means.
struct Wins {
  int wins = 0;
  int count = 0;
  double p = 1;
};

// By the indexes of both stimuli.
std::map<std::pair<size_t, size_t>, Wins> WinsOf(const std::vector<PairFigures>& pairs) {
  std::map<std::pair<size_t, size_t>, Wins> all;
  for (const PairFigures& pair : pairs) {
    const int count = pair.wins + pair.losses + pair.ties;
    all[{pair.first, pair.second}] = {.wins = pair.wins, .count = count, .p = pair.p};
    all[{pair.second, pair.first}] = {.wins = pair.losses, .count = count, .p = pair.p};
  }
  return all;
}

std::string Stars(double p) {
  std::string stars;
  for (const double limit : {0.05, 0.01, 0.001}) stars += p < limit ? "*" : "";
  return stars;
}

// "name" or "name (3.4)".
std::string Label(const std::string& name, double kbps) {
  std::ostringstream label;
  label.precision(1);
  label << Printable(name);
  if (!std::isnan(kbps)) label << " (" << std::fixed << kbps << ")";
  return label.str();
}

// Every rating at its stimulus's place, moved aside a little so that they do not hide each other.
void WriteRatings(const ListeningResults& results, std::ostream& script) {
  std::minstd_rand random(1);
  std::uniform_real_distribution<double> aside(-0.25, 0.25);
  script << "$ratings << END\n";
  for (size_t place = 0; place < results.figures.size(); ++place) {
    for (const Rating& rating : results.ratings.all) {
      if (rating.stimulus != results.figures[place].stimulus) continue;
      script << static_cast<double>(place) + aside(random) << ' ' << rating.score << '\n';
    }
  }
  script << "END\n$means << END\n";
  for (size_t place = 0; place < results.figures.size(); ++place) {
    const StimulusFigures& one = results.figures[place];
    script << place << ' ' << one.mean << ' ' << one.low << ' ' << one.high << '\n';
  }
  script << "END\n";
}

// "column row share text" of every pair, rows from the top. A grid must be whole to be an image.
void WriteWins(const ListeningResults& results, std::ostream& script) {
  const auto wins = WinsOf(results.pairs);
  script << "$wins << END\n";
  for (size_t row = 0; row < results.figures.size(); ++row) {
    for (size_t column = 0; column < results.figures.size(); ++column) {
      const auto pair =
          wins.find({results.figures[row].stimulus, results.figures[column].stimulus});
      if (pair == wins.end() || pair->second.count == 0) {
        script << column << ' ' << row << " NaN \"\"\n";
        continue;
      }
      const double share = 100.0 * pair->second.wins / pair->second.count;
      script << column << ' ' << row << ' ' << share << " \"" << std::lround(share)
             << Stars(pair->second.p) << "\"\n";
    }
  }
  script << "END\n";
}

std::string Tics(const ListeningResults& results, char axis, bool with_rate) {
  std::ostringstream tics;
  tics << "set " << axis << "tics (";
  for (size_t place = 0; place < results.figures.size(); ++place) {
    const StimulusFigures& one = results.figures[place];
    const double kbps = with_rate ? one.kbps : std::nan("");
    tics << (place == 0 ? "" : ", ")
         << GnuplotString(Label(results.ratings.stimuli[one.stimulus], kbps)) << ' ' << place;
  }
  tics << ")" << (axis == 'x' ? " rotate by 40 right" : "") << " noenhanced\n";
  return tics.str();
}

constexpr const char* kMeansPanel = R"(set title 'ratings, means and their 95 % intervals (kbit/s)'
set yrange [-2:102]
set ytics 0,20,100
set grid ytics
do for [i=0:4] {
  set label word('Bad Poor Fair Good Excellent', i + 1) at graph 1.01, first 20 * i + 10 font ',9' tc rgb '#666666'
}
plot $ratings with points pt 7 ps 0.35 lc rgb '#9ab0c8' notitle, \
     $means using 1:2:3:4 with yerrorbars pt 7 ps 0.9 lw 2 lc rgb '#1f3b5c' notitle
unset label
unset grid
)";

constexpr const char* kWinsPanel = R"(set title 'row rated over column, % of pairs'
set palette defined (0 '#b2182b', 50 '#f7f7f7', 100 '#2166ac')
set cbrange [0:100]
unset colorbox
plot $wins using 1:2:3 with image pixels notitle, \
     $wins using 1:2:4:($3 < 20 || $3 > 80 ? 0xffffff : 0x000000) with labels font ',9' tc rgb variable notitle
)";

}  // namespace

Result<ListeningResults> Analyse(Ratings ratings, uint64_t seed) {
  ListeningResults results;
  const auto unreliable = UnreliableListeners(ratings);
  for (const size_t listener : unreliable) {
    results.rejected.push_back(ratings.listeners[listener]);
  }
  results.ratings = WithoutListeners(std::move(ratings), unreliable);
  if (results.ratings.all.empty()) {
    return Fail(ErrorCode::kInput, "no listener is left who finds the hidden reference");
  }
  results.figures = Summarize(results.ratings, seed);
  results.pairs = ComparePairs(results.ratings, results.figures);
  return results;
}

std::string ResultsCsv(const ListeningResults& results) {
  const auto wins = WinsOf(results.pairs);
  std::ostringstream text;
  text << "stimulus,kbps,ratings,mean,low,high";
  for (const StimulusFigures& other : results.figures) {
    const std::string& name = results.ratings.stimuli[other.stimulus];
    text << ',' << CsvCell("wins over " + name) << ',' << CsvCell("p against " + name);
  }
  text << '\n';
  for (const StimulusFigures& one : results.figures) {
    text << CsvCell(results.ratings.stimuli[one.stimulus]) << ',';
    if (!std::isnan(one.kbps)) text << one.kbps;
    text << ',' << one.ratings << ',' << one.mean << ',' << one.low << ',' << one.high;
    for (const StimulusFigures& other : results.figures) {
      const auto pair = wins.find({one.stimulus, other.stimulus});
      text << ',';
      if (pair != wins.end()) text << pair->second.wins;
      text << ',';
      if (pair != wins.end()) text << pair->second.p;
    }
    text << '\n';
  }
  return text.str();
}

Result<void> DrawResults(const ListeningResults& results, bool svg, const std::string& path) {
  const ScratchFolder scratch;
  SPK_TRY(scratch.status());
  const auto count = static_cast<double>(results.figures.size());
  std::ostringstream script;
  WriteRatings(results, script);
  WriteWins(results, script);
  script << "set terminal " << (svg ? "svg" : "pngcairo") << " size 1280,560 font 'sans,11'"
         << (svg ? " background 'white'" : "") << "\nset output 'picture'\nset tics out nomirror\n"
         << "set multiplot\nset xrange [-0.5:" << count - 0.5 << "]\n"
         << GnuplotColumns{.count = 2, .left = 0.08, .right = 0.86}.Panel(0, 0.26, 0.93)
         << Tics(results, 'x', true) << "set ylabel 'rating'\n"
         << kMeansPanel << "unset ylabel\n"
         << GnuplotColumns{.count = 2, .left = 0.2, .right = 0.98}.Panel(1, 0.26, 0.93)
         << Tics(results, 'x', false) << Tics(results, 'y', false) << "set yrange [" << count - 0.5
         << ":-0.5]\n"
         << kWinsPanel << "unset multiplot\n";
  return DrawPicture(script.str(), scratch.path(), path);
}

}  // namespace spk
