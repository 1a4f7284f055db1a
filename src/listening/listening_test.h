// A blind test with a hidden reference and anchors (MUSHRA, ITU-R BS.1534-3), made from clips.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "spk/error.h"

namespace spk {

struct Stimulus {
  std::string name;
  std::vector<float> samples;          // mono at kClipRate, until FinishTrial
  std::optional<uint64_t> bytes = {};  // that the codec made of the clip
  // From FinishTrial on:
  double gain = 0;          // dB that it was made louder by
  std::string flac = {};    // the bytes of a FLAC of 16 bits
  std::string sha256 = {};  // of that, in hexadecimal
};

struct Trial {
  std::string name;               // letters, digits, - and _
  std::string recording;          // where it is from
  double start = 0;               // in there, seconds
  std::vector<Stimulus> stimuli;  // of one length, the reference the first
  double seconds = 0;             // of the clip, from FinishTrial on

  // Of the whole file that the codec made; none of what no codec made.
  std::optional<double> kbps(const Stimulus& stimulus) const;
};

struct ListeningTest {
  std::string version;  // of the program
  std::string made;     // the day, as 2026-11-27
  uint64_t seed = 0;
  nlohmann::ordered_json codecs;  // what each is, as the manifest has it
  std::vector<Trial> trials;
};

// Adds the anchors behind the reference, makes all as loud as each other (EBU R 128, -23 LUFS, or
// less where a peak would come over -1 dB of full scale) and codes them; the samples go. Fails with
// kInput where a stimulus is silent, and with kOutput.
Result<void> FinishTrial(Trial* trial);

// Which `most` of `count` to take, rising; all where there are no more.
std::vector<size_t> DrawSome(size_t count, size_t most, uint64_t seed);

// What tells the test from others: a hash of its clips.
std::string TestId(const ListeningTest& test);

// Where a stimulus lies beside the page and the manifest.
std::string ClipName(const Trial& trial, const Stimulus& stimulus);

// Who made what from what: the key of the test, as JSON.
std::string ManifestText(const ListeningTest& test);

// One page of HTML that needs nothing else and asks nobody: listeners save their ratings as a CSV
// file for ReadRatings.
std::string TestPage(const ListeningTest& test);

}  // namespace spk
