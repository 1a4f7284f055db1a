// A folder tree of audio as the trainer sees it: decoded and resampled once into one memory-mapped
// file of 16-bit samples, so that no corpus is ever held in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "spk/error.h"
#include "training/corpus_files.h"

namespace spk {

struct Recording {
  std::string path;  // inside the folder
  std::span<const int16_t> samples;
  std::vector<int8_t> loudness;  // points of audio/loudness.h
};

class Corpus {
 public:
  // Called before each file is decoded: files done, files to do, the path.
  using Progress = std::function<void(size_t, size_t, const std::string&)>;

  // Brings the cache of `folder` in `cache_folder` up to date, maps it, and lists the recordings in
  // order of their paths. A file that changed or is new since the last time is decoded; an
  // interrupted run goes on where it was. Files that libsndfile cannot read are skipped and named
  // in skipped(). Fails with kInput (no audio) or kOutput (cache not writable).
  static Result<Corpus> Open(const std::string& folder, const std::string& cache_folder,
                             int sample_rate, Split split, const Progress& progress);

  const std::vector<Recording>& recordings() const { return recordings_; }
  const std::vector<std::string>& skipped() const { return skipped_; }
  int64_t total_samples() const { return total_samples_; }

 private:
  std::shared_ptr<const void> mapping_;
  std::vector<Recording> recordings_;
  std::vector<std::string> skipped_;
  int64_t total_samples_ = 0;
};

}  // namespace spk
