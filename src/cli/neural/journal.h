#pragma once

#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "cli/batch.h"
#include "evaluation/evaluate.h"

namespace spk {

// What was measured of recordings, a line of JSON each, so that a measuring that was stopped goes
// on. Any thread may call.
class Journal {
 public:
  // Of a measuring that is done in this way: by another, recordings are measured anew. Lines that
  // are not whole are passed over. With "" for a path nothing is known, and nothing kept. Fails
  // with kOutput.
  Result<void> Open(const std::string& path, const std::string& way);

  // What is known of the recording as it is now, and of its .spk file where there is one.
  std::optional<FileEvaluation> Find(const Task& task) const;

  // Fails with kOutput.
  Result<void> Add(const Task& task, const FileEvaluation& evaluation);

 private:
  std::string path_;
  std::string way_;
  std::map<std::string, nlohmann::ordered_json> known_;  // the last line of each input
  std::mutex mutex_;                                     // of what follows
  std::ofstream out_;
};

}  // namespace spk
