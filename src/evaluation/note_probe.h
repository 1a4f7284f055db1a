// What can be read of music off a code by the simplest reader there is: a linear probe (Alain &
// Bengio, arXiv 1610.01644) for the onsets of notes.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <span>

namespace spk {

inline constexpr int kProbedPitches = 88;  // the keys of a piano
inline constexpr int kLowestProbed = 21;   // MIDI note number of the lowest

// A recording: features of its steps, as events in {0, 1} or bands of a spectrum, and the notes
// that begin in them.
struct ProbeTrack {
  torch::Tensor features;  // [F, T]
  torch::Tensor onsets;    // [kProbedPitches, T] in {0, 1}
};

// Log-mel spectra in dB as a code of so many steps (metrics/log_mel.h), of mono audio [L]: [F, T].
torch::Tensor LogMelFeatures(const torch::Tensor& audio, int64_t sample_rate, int64_t steps);

struct ProbeOptions {
  int64_t context = 4;    // steps to each side that it hears: 93 ms
  int64_t updates = 400;  // of 16 excerpts of 6 s, drawn at random
  double learning_rate = 0.02;
  double weight_decay = 0.1;
  uint64_t seed = 1;
};

// How many of the notes were found.
struct OnsetScore {
  int64_t notes = 0;
  int64_t found = 0;
  int64_t right = 0;  // of those found

  double precision() const { return found == 0 ? 0 : static_cast<double>(right) / found; }
  double recall() const { return notes == 0 ? 0 : static_cast<double>(right) / notes; }
  // The harmonic mean of both.
  double f1() const {
    return notes + found == 0 ? 0 : 2.0 * static_cast<double>(right) / (notes + found);
  }
};

// A logistic regression a pitch of the features of the steps around; a note is found where its
// probability is the highest within two steps, and over a threshold. It is right where there is one
// of that pitch within two steps (46 ms), each found once.
class NoteProbe {
 public:
  // Learns from the tracks, which have the same features, weights and the threshold of the highest
  // F1. The same tracks, options and number of threads give the same probe.
  NoteProbe(std::span<const ProbeTrack> tracks, const ProbeOptions& options);

  double threshold() const { return threshold_; }
  OnsetScore Score(std::span<const ProbeTrack> tracks) const;

 private:
  torch::Tensor Peaks(const torch::Tensor& features) const;
  void Learn(std::span<const ProbeTrack> tracks, const ProbeOptions& options);

  torch::nn::Conv1d linear_;
  torch::Tensor mean_;  // of each feature, [F, 1]
  torch::Tensor scale_;
  double threshold_ = 0.5;
};

}  // namespace spk
