#include "system/gnuplot.h"

#include <fstream>
#include <sstream>

#include "system/run_program.h"

namespace spk {

const char* const kPanelSettings = R"(set key off
set border lw 0.5
set tics out nomirror
unset colorbox
set palette defined (0 '#000004', 1 '#420a68', 2 '#932667', 3 '#dd513a', 4 '#fca50a', 5 '#fcffa4')
set multiplot
)";

std::string GnuplotColumns::Panel(size_t column, double bottom, double top) const {
  const double width = 1.0 / static_cast<double>(count);
  const double begin = static_cast<double>(column) * width;
  std::ostringstream text;
  text << "set lmargin at screen " << begin + left * width << "\nset rmargin at screen "
       << begin + right * width << "\nset bmargin at screen " << bottom
       << "\nset tmargin at screen " << top << "\n";
  return text.str();
}

Result<void> RunGnuplot(const std::string& script, const std::string& folder) {
  return RunProgram({"gnuplot"}, folder, script);
}

Result<void> DrawPicture(const std::string& script, const std::string& scratch,
                         const std::string& path) {
  SPK_TRY(RunGnuplot(script, scratch));
  std::ifstream picture(scratch + "/picture", std::ios::binary);
  if (!picture || picture.peek() == std::ifstream::traits_type::eof()) {
    return Fail(ErrorCode::kOutput, "gnuplot drew nothing");
  }
  std::ofstream out(path, std::ios::binary);
  out << picture.rdbuf();
  out.close();
  if (!out) return Fail(ErrorCode::kOutput, "cannot write the picture");
  return {};
}

}  // namespace spk
