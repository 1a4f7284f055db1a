#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "training/corpus.h"
#include "training/train_config.h"

namespace spk {

// A corpus and its share of the windows, relative to the other sources' weights. Real recordings
// are few beside the rendered ones, and the 16 kHz ones have nothing over 8 kHz, so their weight
// says how much of them training bears; nothing else treats them differently.
struct Source {
  Corpus corpus;
  double weight = 1;
};

// Draws training windows: a source by weight, a place in it by duration, augmented, divided by the
// loudness envelope. Item `item` of step `step` is a function of (seed, step, item) alone.
// Thread-safe.
class WindowSampler {
 public:
  WindowSampler(std::vector<Source> sources, const Augmentation& augmentation, int sample_rate,
                uint64_t seed);

  void Draw(uint64_t step, uint64_t item, std::span<float> window) const;

 private:
  const Source& ChooseSource(double uniform) const;

  std::vector<Source> sources_;
  Augmentation augmentation_;
  int sample_rate_;
  uint64_t seed_;
  double total_weight_ = 0;
};

// Writes `window.size()` samples of `recording` from `begin` on, divided by its loudness envelope;
// past the end of the recording zeros.
void ReadWindow(const Recording& recording, int64_t begin, std::span<float> window);

// The recording that holds sample `position` of the whole corpus and the place in it, moved so that
// `length` samples follow where the recording is long enough.
std::pair<const Recording*, int64_t> Locate(const Corpus& corpus, int64_t position, int64_t length);

}  // namespace spk
