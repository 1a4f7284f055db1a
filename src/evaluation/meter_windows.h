#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "audio/codec_input.h"
#include "evaluation/meter.h"

namespace spk {

// Opens a recording anew, to be read from its beginning.
using OpenSource = std::function<Result<std::unique_ptr<AudioSource>>()>;

// A part of the original and of its decode as mono WAVs of 16 bits, which go when it does.
class MeterWindow {
 public:
  MeterWindow(std::string folder, size_t index, double seconds)
      : folder_(std::move(folder)), index_(index), seconds_(seconds) {}
  ~MeterWindow();
  MeterWindow(const MeterWindow&) = delete;
  MeterWindow& operator=(const MeterWindow&) = delete;
  MeterWindow(MeterWindow&&) = delete;
  MeterWindow& operator=(MeterWindow&&) = delete;

  size_t index() const { return index_; }
  double seconds() const { return seconds_; }
  std::string Path(const MeterSound& sound) const;
  std::string Stem(const std::string& meter) const;  // for what one prints

 private:
  std::string folder_;
  size_t index_;
  double seconds_;
};

// Cuts the original and its decode into windows of 30 s from the start; what is left at the end is
// one too if it is a second or longer. Where the decode is shorter than the original it counts as
// silence, where it is longer it is cut.
class MeterWindows {
 public:
  // `seconds`: of the original.
  MeterWindows(std::string folder, double seconds) : folder_(std::move(folder)), left_(seconds) {}

  // Once, before Next. Fails as `open` does.
  Result<void> Add(const MeterSound& sound, const OpenSource& open);

  // The next one, null at the end. Fails with kInput as reading does, with kOutput where the files
  // cannot be written.
  Result<std::shared_ptr<const MeterWindow>> Next();

 private:
  struct Stream {
    std::unique_ptr<AudioSource> source;
    std::unique_ptr<CodecInput> input;
  };

  std::string folder_;
  double left_;  // seconds
  size_t count_ = 0;
  std::map<MeterSound, Stream> streams_;
};

}  // namespace spk
