#include "codec/network.h"

#include <algorithm>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "model/device.h"
#include "model/noise.h"
#include "model/precision.h"
#include "model/processor.h"
#include "model/refine.h"
#include "model/weights.h"

namespace spk {
namespace {

EventMatrix ToEvents(const torch::Tensor& latent) {  // [N, T]
  const torch::Tensor steps = latent.transpose(0, 1).contiguous();
  const auto cells = steps.accessor<float, 2>();
  EventMatrix events(static_cast<int>(latent.size(0)), static_cast<int>(latent.size(1)));
  for (int step = 0; step < events.steps(); ++step) {
    for (int unit = 0; unit < events.units(); ++unit) {
      if (cells[step][unit] != 0) events.Set(unit, step);
    }
  }
  return events;
}

torch::Tensor ToLatent(const EventMatrix& events) {  // [1, N, T]
  torch::Tensor latent = torch::zeros({1, events.units(), events.steps()});
  auto cells = latent.accessor<float, 3>();
  events.ForEachEvent([&](int unit, int step) { cells[0][unit][step] = 1; });
  return latent;
}

// Less than 0.4 s is not refined: a folder of snippets would wait for the margins, not for music.
constexpr int kFewestRefined = 16;

// Runs `compute` on this thread alone, without gradients but those it asks for.
template <typename Compute>
auto Guarded(Compute compute) -> Result<decltype(compute())> {
  try {
    at::set_num_threads(1);
    const torch::NoGradGuard no_grad;
    return compute();
  } catch (const std::bad_alloc&) {
    return Fail(ErrorCode::kMemory, "memory ran out");
  } catch (const std::exception& error) {  // c10::Error
    // LibTorch has no error of its own for that.
    if (std::string_view(error.what()).find("can't allocate memory") != std::string_view::npos) {
      return Fail(ErrorCode::kMemory, "memory ran out");
    }
    return Fail(ErrorCode::kModel, "the network failed: " + FirstLine(error));
  }
}

}  // namespace

struct Network::State {
  LoadedModel loaded;
};

Network::Network(std::unique_ptr<State> state) : state_(std::move(state)) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

Result<Network> Network::Load(const std::string& weights, const std::string& device) {
  const auto found = FindDevice(device);
  if (!found) return tl::make_unexpected(found.error());
  auto loaded = LoadModel(weights);
  if (!loaded) return tl::make_unexpected(loaded.error());
  if (!loaded->model->quantizer()) {
    return Fail(ErrorCode::kModel, weights + ": a baseline without events, nothing to pack");
  }
  // What refining differentiates are the events: for the weights nothing need be kept.
  for (const torch::Tensor& p : loaded->model->parameters()) {
    torch::Tensor(p).set_requires_grad(false);
  }
  loaded->model->to(*found);
  return Network(std::make_unique<State>(State{std::move(*loaded)}));
}

const CodecConfig& Network::config() const { return state_->loaded.model->config(); }

int64_t Network::default_steps() const {
  const auto card = nlohmann::json::parse(state_->loaded.card_json, nullptr, false);
  const bool known = card.is_object() && card.contains("sampling_steps") &&
                     card["sampling_steps"].is_number_unsigned();
  return known ? card["sampling_steps"].get<int64_t>() : 0;
}

std::span<const uint8_t> Network::identity() const { return state_->loaded.identity; }

Result<EventMatrix> Network::Encode(std::span<const float> audio, int first, int count,
                                    int refinement) const {
  return Guarded([&] {
    CodecModel model = state_->loaded.model;
    // from_blob wants a mutable pointer; the encoder only reads it.
    const torch::Tensor input =
        torch::from_blob(const_cast<float*>(audio.data()), {1, static_cast<int64_t>(audio.size())})
            .to(model->device());
    const torch::Tensor logits = model->Logits(input);
    std::optional<Bfloat16> fast;
    if (PaysBfloat16(model->device())) fast.emplace();
    const int iterations = count < kFewestRefined ? 0 : refinement;
    const torch::Tensor events = RefineEvents(model, input, logits, iterations);
    return ToEvents(events[0].narrow(1, first, count).cpu());
  });
}

Result<std::vector<float>> Network::Decode(const EventMatrix& events, const Sampling& sampling,
                                           int64_t position) const {
  return Guarded([&] {
    CodecModel model = state_->loaded.model;
    const int64_t length = events.steps() * config().hop;
    torch::Tensor noise = torch::empty({1, length});
    if (sampling.steps > 0) {
      FillGaussian(sampling.seed, position, {noise.data_ptr<float>(), static_cast<size_t>(length)});
    }
    const torch::Device device = model->device();
    const torch::Tensor audio =
        model->Decode(ToLatent(events).to(device), sampling.steps, noise.to(device))
            .to(torch::kCPU, torch::kFloat)
            .contiguous();
    const auto* samples = audio.data_ptr<float>();
    return std::vector<float>(samples, samples + length);
  });
}

}  // namespace spk
