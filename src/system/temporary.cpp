#include "system/temporary.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "system/debris.h"

namespace spk {

std::string TemporaryFolder() {
  const char* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

tl::unexpected<Error> FailTemporary(int error) {
  return Fail(ErrorCode::kOutput, "cannot write temporary files in " + TemporaryFolder() +
                                      " (TMPDIR): " + std::strerror(error));
}

Result<int> OpenTemporaryFile() {
  int fd = open(TemporaryFolder().c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {  // a file system without such files
    std::string name = TemporaryFolder() + "/spk-XXXXXX";
    fd = mkostemp(name.data(), O_CLOEXEC);
    if (fd >= 0) unlink(name.c_str());
  }
  if (fd < 0) return FailTemporary(errno);
  return fd;
}

ScratchFolder::ScratchFolder() : path_(TemporaryFolder() + "/spk-XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) {
    status_ = FailTemporary(errno);
    path_.clear();
    return;
  }
  RegisterDebris(path_);
}

ScratchFolder::~ScratchFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  ForgetDebris(path_);
}

}  // namespace spk
