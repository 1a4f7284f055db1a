#include "system/text_file.h"

#include <fstream>
#include <sstream>

namespace spk {

Result<std::string> ReadTextFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return Fail(ErrorCode::kInput, path + ": cannot read");
  }
  return text.str();
}

}  // namespace spk
