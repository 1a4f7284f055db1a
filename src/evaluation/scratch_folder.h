#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace spk {

// A folder for temporary files, gone with the object.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::error_code none;
    path_ = std::filesystem::temp_directory_path(none) / "spk-XXXXXX";
    if (mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ScratchFolder(ScratchFolder&&) = delete;
  ScratchFolder& operator=(ScratchFolder&&) = delete;

  const std::string& path() const { return path_; }  // empty: there is none

 private:
  std::string path_;
};

}  // namespace spk
