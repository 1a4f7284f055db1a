#include "evaluation/gnuplot.h"

#include <cstdio>
#include <memory>

namespace spk {

Result<void> RunGnuplot(const std::string& script, const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> gnuplot(popen("gnuplot 2>/dev/null", "w"),
                                                      [](FILE*) { return 0; });
  const bool written = gnuplot && std::fputs(script.c_str(), gnuplot.get()) >= 0;
  if (written && pclose(gnuplot.get()) == 0) return {};
  return Fail(ErrorCode::kOutput, path + ": gnuplot could not draw it");
}

std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace spk
