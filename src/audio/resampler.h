#pragma once

#include <memory>
#include <span>
#include <vector>

struct soxr;

namespace spk {

// Band-limited resampling of a stream of interleaved frames (libsoxr, very high quality). The
// output has no delay and round(frames * output_rate / input_rate) frames, ± 1. Move-only.
class Resampler {
 public:
  // Rates in Hz. Equal rates pass the samples through untouched.
  Resampler(double input_rate, double output_rate, int channels);

  // Appends to `output` what can be told from the input so far.
  void Process(std::span<const float> input, std::vector<float>* output);
  // Appends the rest. Nothing may be processed after it.
  void Finish(std::vector<float>* output);

 private:
  struct Delete {
    void operator()(soxr* resampler) const;
  };

  std::unique_ptr<soxr, Delete> soxr_;  // null = pass through
  double ratio_;
  size_t channels_;
};

}  // namespace spk
