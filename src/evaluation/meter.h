// External programs that say how far a decode is from its original.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "spk/error.h"

namespace spk {

// One of the recordings that a meter hears: mono, at this rate in Hz.
struct MeterSound {
  bool reference = false;  // the original; else the decode
  int rate = 0;

  bool operator==(const MeterSound&) const = default;
  bool operator<(const MeterSound& other) const {
    return std::tie(reference, rate) < std::tie(other.reference, other.rate);
  }
};

// A program that is given two WAVs and prints a number.
class Meter {
 public:
  static constexpr int kRate = 48000;  // Hz, where a command names none

  // NAME=COMMAND. The name is letters, digits, _ and -. The command is split as SplitCommand does;
  // {ref} and {test} in it, at least one of them, stand for the original and the decode, {ref:RATE}
  // and {test:RATE} for the same at another rate, 1000 to 384000 Hz. Other braces are left alone.
  // Fails with kUsage, also where there is no such program.
  static Result<Meter> Parse(const std::string& text);

  const std::string& name() const { return name_; }
  const std::string& command() const { return command_; }  // as it was given
  const std::set<MeterSound>& sounds() const { return sounds_; }

  // Runs it on the WAVs that `path` names; what it prints goes to STEM.out and STEM.err. The number
  // is that of the last line on standard output that is a finite number and nothing else. Fails
  // with kSomeFailed, naming meter, command and the first line on standard error: where the program
  // cannot be started, is stopped by `keep_going` (as RunProgram says), ends with another exit code
  // than 0, or prints no number.
  Result<double> Run(const std::function<std::string(const MeterSound&)>& path,
                     const std::string& stem, const std::function<bool()>& keep_going) const;

 private:
  tl::unexpected<Error> FailWith(ErrorCode code, const std::string& reason) const;

  std::string name_;
  std::string command_;
  std::vector<std::string> words_;
  std::string program_;  // its path
  std::set<MeterSound> sounds_;
};

}  // namespace spk
