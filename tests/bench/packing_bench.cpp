// Packing and unpacking the events of a 10-minute recording: 80 units x 25 840 steps.
#include <benchmark/benchmark.h>

#include "bitstream/bit_io.h"
#include "spk/packing.h"
#include "tests/bitstream/random_events.h"

namespace spk {
namespace {

constexpr int kUnits = 80;
constexpr int kSteps = 25840;

// The paper's SPARSE (9 %) and FREE (50 %) densities.
const EventMatrix& Events(int64_t percent) {
  static const EventMatrix sparse = RandomEvents(kUnits, kSteps, 0.09, 1);
  static const EventMatrix free = RandomEvents(kUnits, kSteps, 0.5, 2);
  return percent == 9 ? sparse : free;
}

void BM_Pack(benchmark::State& state) {
  const auto packing = static_cast<Packing>(state.range(0));
  const EventMatrix& events = Events(state.range(1));
  for (auto _ : state) {
    BitWriter writer;
    Pack(events, packing, writer);
    benchmark::DoNotOptimize(writer.Finish());
  }
  state.SetLabel(std::string(PackingName(packing)));
}

void BM_Unpack(benchmark::State& state) {
  const auto packing = static_cast<Packing>(state.range(0));
  const EventMatrix& events = Events(state.range(1));
  BitWriter writer;
  Pack(events, packing, writer);
  const auto bytes = writer.Finish();
  for (auto _ : state) {
    BitReader reader(bytes);
    benchmark::DoNotOptimize(Unpack(packing, kUnits, kSteps, events.CountEvents(), reader));
  }
  state.SetLabel(std::string(PackingName(packing)));
}

BENCHMARK(BM_Pack)->ArgsProduct({{0, 1, 2, 3}, {9, 50}})->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Unpack)->ArgsProduct({{0, 1, 2, 3}, {9, 50}})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace spk
