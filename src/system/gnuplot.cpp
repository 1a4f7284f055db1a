#include "system/gnuplot.h"

#include <fstream>

#include "system/run_program.h"

namespace spk {

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
