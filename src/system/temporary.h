// Room for a while, in the folder that TMPDIR names (/tmp).
#pragma once

#include <cerrno>
#include <fstream>
#include <string>

#include "spk/error.h"

namespace spk {

std::string TemporaryFolder();

// A file without a name, to read and write, gone when it is closed; the caller closes it. Fails
// with kOutput.
Result<int> OpenTemporaryFile();

// What to say when one cannot be made or written: names the folder. `error` is errno.
tl::unexpected<Error> FailTemporary(int error);

// A folder, gone with the object or the process.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ScratchFolder(ScratchFolder&&) = delete;
  ScratchFolder& operator=(ScratchFolder&&) = delete;

  // kOutput where there is none.
  const Result<void>& status() const { return status_; }
  const std::string& path() const { return path_; }

  // A file in it, of what `write` writes to a std::ostream. Fails with kOutput.
  template <typename Writer>
  Result<void> Write(const std::string& name, Writer write) const {
    std::ofstream out(path_ + "/" + name, std::ios::binary);
    write(out);
    if (!out.flush()) return FailTemporary(errno);
    return {};
  }

 private:
  std::string path_;
  Result<void> status_;
};

}  // namespace spk
