// What listeners said in tests with a hidden reference and anchors (MUSHRA, ITU-R BS.1534-3).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spk/error.h"

namespace spk {

// Names of stimuli that every trial has beside those of codecs; webMUSHRA's too.
inline constexpr const char* kReferenceName = "reference";
inline constexpr const char* kLowAnchorName = "anchor35";  // the original under 3.5 kHz
inline constexpr const char* kMidAnchorName = "anchor70";  // under 7 kHz

struct Rating {
  size_t listener = 0;  // these three: indexes into the names
  size_t trial = 0;
  size_t stimulus = 0;
  double score = 0;                 // 0 to 100
  std::optional<double> kbps = {};  // of the stimulus in this trial
};

struct Ratings {
  std::vector<std::string> listeners;  // one who takes the test twice is two
  std::vector<std::string> trials;
  std::vector<std::string> stimuli;
  std::vector<Rating> all;
};

// Reads result files as the page of the test writes them, all of one test; webMUSHRA's have the
// same columns: session_test_id, session_uuid, trial_id, rating_stimulus, rating_score, and of ours
// listener and kbps. Fails with kInput, naming file and line: a column is missing, a score is not 0
// to 100, a stimulus is rated twice, or the file is of another test.
Result<Ratings> ReadRatings(const std::vector<std::string>& paths);

// Those whose ratings do not count: who rates the hidden reference under 90 in more than 15 % of
// the trials (BS.1534-3, 4.1.2). Indexes, rising.
std::vector<size_t> UnreliableListeners(const Ratings& ratings);

// The same names, without the ratings of these listeners.
Ratings WithoutListeners(Ratings ratings, const std::vector<size_t>& listeners);

}  // namespace spk
