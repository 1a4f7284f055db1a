// Where the compact networks spend their time: every operator call of one window of 5.94 s, with
// its rate as a share of what a large matrix product reaches on this machine. Prints one line for
// each distinct operator and shape; `model_profile [THREADS]`.
#include <ATen/record_function.h>
#include <torch/torch.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <numeric>

#include "model/autoencoder_network.h"
#include "system/text_file.h"

namespace spk {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRuns = 10;
constexpr int64_t kSteps = 256;

struct Cost {
  double seconds = 0;
  double flop = 0;  // of the multiply-adds; 0 for operators that are bound by memory
  int calls = 0;
};

std::map<std::string, Cost>& Costs() {
  static std::map<std::string, Cost> costs;
  return costs;
}

// Operators call others; the outermost stands for them.
int& Depth() {
  static int depth = 0;
  return depth;
}

struct Call : at::ObserverContext {
  std::string key;
  double flop = 0;
  Clock::time_point start;
};

std::string ShapeText(at::IntArrayRef shape) {
  std::string text;
  for (const int64_t size : shape) {
    if (!text.empty()) text += 'x';
    text += std::to_string(size);
  }
  return text;
}

double Product(at::IntArrayRef shape) {
  return std::accumulate(shape.begin(), shape.end(), 1.0, std::multiplies<>());
}

std::vector<torch::Tensor> TensorInputs(const at::RecordFunction& function) {
  std::vector<torch::Tensor> tensors;
  for (const c10::IValue& input : function.inputs()) {
    if (input.isTensor() && input.toTensor().defined()) tensors.push_back(input.toTensor());
  }
  return tensors;
}

// Of a convolution, the output's positions times the weights; of a product, rows times weights.
double Flop(const std::string& name, const at::RecordFunction& function,
            const std::vector<torch::Tensor>& inputs) {
  if (name == "aten::conv1d") {
    const int64_t stride = function.inputs()[3].toIntVector()[0];
    return 2 * Product(inputs[1].sizes()) *
           static_cast<double>(inputs[0].size(0) * inputs[0].size(2) / stride);
  }
  if (name == "aten::linear") {
    return 2 * Product(inputs[0].sizes()) * static_cast<double>(inputs[1].size(0));
  }
  return name == "aten::matmul"
             ? 2 * Product(inputs[0].sizes()) * static_cast<double>(inputs[1].size(-1))
             : 0;
}

std::unique_ptr<at::ObserverContext> Begin(const at::RecordFunction& function) {
  auto call = std::make_unique<Call>();
  if (Depth()++ > 0) return call;
  const std::string name = function.name();
  const auto inputs = TensorInputs(function);
  call->key = name;
  for (size_t i = 0; i < std::min<size_t>(2, inputs.size()); ++i) {
    call->key += "  " + ShapeText(inputs[i].sizes());
  }
  call->flop = Flop(name, function, inputs);
  call->start = Clock::now();
  return call;
}

void End(const at::RecordFunction& /*function*/, at::ObserverContext* context) {
  const auto* call = static_cast<Call*>(context);
  if (--Depth() > 0) return;
  Cost& cost = Costs()[call->key];
  cost.seconds += std::chrono::duration<double>(Clock::now() - call->start).count();
  cost.flop += call->flop;
  ++cost.calls;
}

double Seconds(const std::function<void()>& run) {
  run();
  const auto start = Clock::now();
  for (int i = 0; i < kRuns; ++i) run();
  return std::chrono::duration<double>(Clock::now() - start).count() / kRuns;
}

void Profile(const char* name, double peak, const std::function<void()>& run) {
  const double whole = Seconds(run);
  Costs().clear();
  const auto handle = at::addThreadLocalCallback(at::RecordFunctionCallback(&Begin, &End)
                                                     .needsInputs(true)
                                                     .scopes({at::RecordScope::FUNCTION}));
  for (int i = 0; i < kRuns; ++i) run();
  at::removeCallback(handle);

  std::printf("\n%s: %.1f ms\n%8s %6s %9s %6s  operator and shapes\n", name, 1e3 * whole, "ms",
              "share", "GFLOP/s", "peak");
  std::multimap<double, std::string, std::greater<>> by_time;
  for (const auto& [key, cost] : Costs()) by_time.emplace(cost.seconds / kRuns, key);
  for (const auto& [seconds, key] : by_time) {
    if (seconds < 0.01 * whole) break;
    const double rate = Costs()[key].flop / kRuns / seconds;
    std::printf("%8.2f %5.1f%% %9.0f %5.0f%%  %s\n", 1e3 * seconds, 100 * seconds / whole,
                rate / 1e9, 100 * rate / peak, key.c_str());
  }
}

void ProfileAll() {
  const torch::NoGradGuard no_grad;
  const torch::Tensor square = torch::randn({2048, 2048});
  const double peak = 2 * std::pow(2048, 3) / Seconds([&] { torch::matmul(square, square); });
  std::printf("matrix product 2048^3: %.0f GFLOP/s, %d threads\n", peak / 1e9,
              torch::get_num_threads());

  AutoencoderNetwork network(
      ParseConfig(ReadTextFile(SPK_CONFIGS_DIR "/compact.json").value()).value());
  network->eval();
  const torch::Tensor audio = torch::randn({1, 512 * kSteps});
  const torch::Tensor events = torch::randint(0, 2, {1, 80, kSteps}).to(torch::kFloat);
  Profile("encoder", peak, [&] { network->Encode(audio); });
  Profile("coarse decoder", peak, [&] { network->Coarse(events); });
  const double coarse = Seconds([&] { network->Coarse(events); });
  std::printf("\nThe next includes the coarse decoder's %.1f ms.", 1e3 * coarse);
  Profile("decoder with one U-Net evaluation", peak, [&] { network->Decode(events, 1, audio); });
}

}  // namespace
}  // namespace spk

int main(int argc, char** argv) {
  torch::set_num_threads(argc > 1 ? std::atoi(argv[1]) : 2);
  spk::ProfileAll();
}
