#pragma once

#include <string>
#include <vector>

#include "model/codec_model.h"
#include "training/corpus.h"
#include "training/train_config.h"

namespace spk {

// Fixed windows of one validation folder.
struct ValidationSet {
  std::string name;
  torch::Tensor windows;  // [windows, samples], divided by the loudness envelope
};

// Means of the decode by `steps` evaluations of the diffusion network; 0 = not measured.
struct SampledReport {
  int64_t steps = 0;
  double si_snr = 0;
  double mel = 0;
  double mel_high = 0;
};

// Means over a set's windows.
struct ValidationReport {
  std::string name;
  int64_t step = 0;
  double si_snr = 0;  // dB, coarse decode
  double worst_si_snr = 0;
  double mel = 0;           // dB, log-mel distance
  double mel_high = 0;      // over 2 kHz
  double density = 0;       // share of events
  double entropy_kbps = 0;  // of the units' rates of firing
  double packed_kbps = 0;   // of the smallest packing of each window, without headers
  double quietest = 0;      // dB, level of a window's decode over the window's, the lowest
  double loudest = 0;       // and the highest, of all decodes; NaN if any is not finite
  int64_t refinement = 0;   // iterations that the events had
  SampledReport sampled;
};

// Windows at equal distances through the whole corpus, always the same; silent ones are left out.
ValidationSet MakeValidationSet(const std::string& name, const Corpus& corpus,
                                const ValidationConfig& config, int64_t hop);

// Evaluates in evaluation mode and in float32, and leaves the model as it was.
// sampling_steps: of the diffusion decode, 0 = coarse alone. Its noise is the same every time.
// refinement: iterations of RefineEvents on the encoder's events.
ValidationReport Validate(CodecModel model, const ValidationSet& set, int64_t sampling_steps,
                          int64_t refinement);

}  // namespace spk
