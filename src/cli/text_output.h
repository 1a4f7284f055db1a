#pragma once

#include <fstream>
#include <optional>
#include <string>

#include "system/output_file.h"

namespace spk {

// A text file that is there when all is done; nothing at all if its path is empty.
class TextOutput {
 public:
  // Fails as OutputFile does.
  static Result<TextOutput> Create(const std::string& path, bool force) {
    TextOutput output;
    if (path.empty()) return output;
    auto file = OutputFile::Create(path, force);
    SPK_TRY(file);
    output.name_ = path;
    output.file_ = std::move(*file);
    return output;
  }

  // Once. Fails with kOutput.
  Result<void> Write(const std::string& text) {
    if (!file_) return {};
    std::ofstream out(file_->path(), std::ios::binary);
    out << text;
    out.close();
    if (!out) return Fail(ErrorCode::kOutput, name_ + ": cannot write");
    return file_->Commit();
  }

 private:
  std::string name_;
  std::optional<OutputFile> file_;
};

}  // namespace spk
