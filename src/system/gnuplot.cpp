#include "system/gnuplot.h"

#include <fstream>
#include <sstream>

#include "system/run_program.h"

namespace spk {

std::string GnuplotPanel::In(size_t column, size_t columns) const {
  const double width = 1.0 / static_cast<double>(columns);
  const double begin = static_cast<double>(column) * width;
  std::ostringstream text;
  text << "set lmargin at screen " << begin + left * width << "\nset rmargin at screen "
       << begin + right * width << "\nset bmargin at screen " << bottom
       << "\nset tmargin at screen " << top << "\n";
  return text.str();
}

Result<void> RunGnuplot(const std::string& script, const std::string& folder) {
  return RunProgram("gnuplot", folder, script);
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
