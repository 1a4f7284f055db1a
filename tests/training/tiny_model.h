#pragma once

#include <string>

namespace spk {

// The compact design, small enough to train in milliseconds.
inline const std::string kTinyModel = R"({
  "name": "tiny", "sample_rate": 22050, "hop": 512, "units": 16, "prompts": 0,
  "encoder": {"type": "seanet", "stem": "spectral", "stft_window": 1024, "stft_hop": 256, "channels": [24, 32], "strides": [2]},
  "encoder_context": {"type": "convolution", "layers": 1, "width": 32, "kernel": 3,
                      "expansion": 2},
  "bottleneck": {"type": "heaviside"},
  "decoder_context": {"type": "convolution", "layers": 1, "width": 32, "input_kernel": 3,
                      "kernel": 3, "expansion": 2},
  "decoder": {"type": "mdct", "unet": {"channels": [32, 32], "factors": [1, 2], "items": [1, 1],
                                       "inject_depths": [0], "modulation": 32}}
})";

// One key of it, or of a part of it, changed.
inline std::string Replace(std::string json, const std::string& from, const std::string& to) {
  return json.replace(json.find(from), from.size(), to);
}

// The same with compression prompts.
inline const std::string kTinyPromptedModel =
    Replace(kTinyModel, R"("prompts": 0)", R"("prompts": 32)");

// Coefficients of a lapped transform, with a network that decides which of them fire.
inline const std::string kTinyLappedModel = R"({
  "family": "lapped", "name": "tiny", "sample_rate": 22050, "hop": 512, "prompts": 32,
  "encoder": {"firing": {"seanet": {"stem": "spectral", "stft_window": 512, "stft_hop": 256,
                                    "channels": [16, 24], "strides": [2]},
                         "layers": {"layers": 1, "channels": 8, "kernel": 5}}},
  "decoder": {"bins": 200, "finest_step": 0.05, "corner": 400, "slope": 0.8,
              "dequantizer": {"layers": 1, "channels": 8, "kernel": 5}}
})";

// A baseline whose latents are vectors of codebooks, no events.
inline const std::string kTinyRvqModel =
    Replace(kTinyModel, R"({"type": "heaviside"})",
            R"({"type": "rvq", "codebooks": 2, "codebook_size": 16})");

}  // namespace spk
