// Speed of the compact networks on the paper's window of 2^17 samples (5.94 s). The counter
// "realtime" is seconds of audio a second of wall time; the argument is the number of threads,
// which the counter "cores" says too.
#include <benchmark/benchmark.h>
#include <torch/torch.h>

#include <filesystem>

#include "model/autoencoder_network.h"
#include "system/text_file.h"

namespace spk {
namespace {

constexpr int64_t kSteps = 256;
constexpr int64_t kSamples = kSteps * 512;

AutoencoderNetwork& Compact() {
  static AutoencoderNetwork network = [] {
    const std::filesystem::path path(SPK_CONFIGS_DIR "/compact.json");
    AutoencoderNetwork compact(ParseConfig(ReadTextFile(path).value()).value());
    compact->eval();
    return compact;
  }();
  return network;
}

template <typename Function>
void Measure(benchmark::State* state, const char* name, Function&& function) {
  const torch::NoGradGuard no_grad;
  torch::set_num_threads(static_cast<int>(state->range(0)));
  function();  // oneDNN chooses its kernels on the first call
  for (auto unused : *state) {
    benchmark::DoNotOptimize(function());
  }
  state->SetLabel(name);
  state->counters["cores"] = static_cast<double>(state->range(0));
  const double seconds = static_cast<double>(kSamples) / 22050;
  state->counters["realtime"] = benchmark::Counter(
      seconds * static_cast<double>(state->iterations()), benchmark::Counter::kIsRate);
}

void Encoder(benchmark::State& state) {
  const torch::Tensor audio = torch::randn({1, kSamples});
  Measure(&state, "encoder", [&] { return Compact()->Encode(audio); });
}

void CoarseDecoder(benchmark::State& state) {
  const torch::Tensor events = torch::randint(0, 2, {1, 80, kSteps}).to(torch::kFloat);
  Measure(&state, "coarse decoder", [&] { return Compact()->Coarse(events); });
}

// One evaluation of the stage-2 network.
void UnetEvaluation(benchmark::State& state) {
  const auto& decoder = std::get<MdctConfig>(Compact()->config().decoder);
  static Unet unet(decoder.unet, 512, Compact()->config().decoder_context.width + 512);
  const torch::Tensor x = torch::randn({1, 512, kSteps});
  const torch::Tensor context = torch::randn({1, 1024, kSteps});
  const torch::Tensor sigma = torch::full({1}, 0.5);
  Measure(&state, "U-Net, one evaluation", [&] { return unet(x, sigma, context); });
}

BENCHMARK(Encoder)->DenseRange(1, 2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(CoarseDecoder)->DenseRange(1, 2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(UnetEvaluation)->DenseRange(1, 2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace spk

BENCHMARK_MAIN();
