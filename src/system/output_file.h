#pragma once

#include <functional>
#include <memory>
#include <string>

#include "spk/error.h"

namespace spk {

// An output file that appears under its name only when it is whole. Until then it has no name at
// all, so that even a killed program leaves nothing behind; where the file system cannot do that,
// and for the moment of replacing a file, it is called ".spk.HASH.tmp" in the same folder, HASH
// being that of its name: what a killed program left there the next one for the same output clears
// away. What is not an ordinary file (/dev/null, a named pipe) is written to directly. Move-only.
class OutputFile {
 public:
  // An existing file is replaced only with `force`, and not before Commit; a symbolic link stays
  // and what it points to is replaced. Fails with kOutput and a message that names `path`: it
  // exists, is a folder, is being written by another process, or its folder is missing or cannot
  // be written to. `nameless` = false is for tests: as if the file system could not hold files
  // without a name.
  static Result<OutputFile> Create(const std::string& path, bool force, bool nameless = true);

  // Where to write.
  const std::string& path() const { return path_; }

  // Gives the file its name; what was written must be closed. Fails with kOutput, also when without
  // `force` a file of that name has come into being since Create.
  Result<void> Commit();

 private:
  // What must go, whatever happens.
  struct Remains {
    Remains() = default;
    Remains(const Remains&) = delete;
    Remains(Remains&&) = delete;
    Remains& operator=(const Remains&) = delete;
    Remains& operator=(Remains&&) = delete;
    ~Remains();

    int fd = -1;            // of the file, locked: its writer lives
    std::string temporary;  // its name, if it has one yet
  };

  OutputFile(std::string path, bool force);

  Result<void> CheckTarget();
  bool CreateNameless();
  bool CreateNamed();
  bool TakeTemporaryName(const std::function<bool(const char*)>& create);
  tl::unexpected<Error> FailWith(int error) const;

  std::string name_;    // as the user gave it
  std::string target_;  // where symbolic links lead
  std::string path_;
  bool force_;
  std::unique_ptr<Remains> remains_;
};

// Whether both paths lead to the same existing file or device.
bool SameFile(const std::string& a, const std::string& b);

}  // namespace spk
