#include <torch/torch.h>
#include <unistd.h>

#include "model/weights.h"
#include "tests/codec/test_codec.h"

namespace spk {
namespace {

// The compact design with its reach in time, but narrow: fast to make and to run.
constexpr const char* kConfig = R"({
  "name": "narrow", "sample_rate": 22050, "hop": 512, "units": 80, "prompts": 0,
  "encoder": {"type": "seanet", "stem": "spectral", "stft_window": 2048, "stft_hop": 128,
              "channels": [16, 24, 32], "strides": [2, 2]},
  "encoder_context": {"type": "convolution", "layers": 3, "width": 32, "kernel": 7,
                      "expansion": 2},
  "bottleneck": {"type": "heaviside"},
  "decoder_context": {"type": "convolution", "layers": 6, "width": 32, "input_kernel": 3,
                      "kernel": 7, "expansion": 2},
  "decoder": {"type": "mdct", "unet": {"channels": [32, 32, 32], "factors": [1, 2, 2],
                                       "items": [1, 1, 1], "inject_depths": [0], "modulation": 32,
                                       "outer_skip": false}}
})";

struct WeightsOnDisk {
  std::string path =
      ::testing::TempDir() + "/untrained-" + std::to_string(getpid()) + ".safetensors";
  WeightsOnDisk() {
    torch::manual_seed(1);
    AutoencoderNetwork network(ParseConfig(kConfig).value());
    EXPECT_TRUE(
        SaveWeights(path, *network, kConfig, R"({"sampling_steps": 8})", TensorType::kFloat16));
    EXPECT_TRUE(SaveGenerator(path, *network, TensorType::kFloat16));
  }
  ~WeightsOnDisk() {
    unlink(path.c_str());
    unlink(GeneratorPath(path).c_str());
  }
  WeightsOnDisk(const WeightsOnDisk&) = delete;
  WeightsOnDisk& operator=(const WeightsOnDisk&) = delete;
  WeightsOnDisk(WeightsOnDisk&&) = delete;
  WeightsOnDisk& operator=(WeightsOnDisk&&) = delete;
};

}  // namespace

std::string UntrainedWeights() {
  static const WeightsOnDisk weights;
  return weights.path;
}

Codec TestCodec() { return Codec::Load(UntrainedWeights()).value(); }

}  // namespace spk
