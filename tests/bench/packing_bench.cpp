// Packing and unpacking the events of a 10-minute recording: 80 units x 25 840 steps.
#include <benchmark/benchmark.h>

#include "bitstream/adaptive/event_tables.h"
#include "bitstream/bit_io.h"
#include "spk/packing.h"
#include "spk/packing_family.h"
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

// The adaptive coder with a network of so many hidden neurons, over one segment of 5.94 s: divided
// by the CPU time, that is how many times faster than the recording it is.
std::vector<uint8_t> TablesOf(int hidden) {
  EditableTables tables({.units = kUnits, .lags = 8, .hidden = hidden});
  uint8_t next = 0;
  for (uint8_t& byte : std::span(tables.bytes).subspan(16)) byte = next += 37;
  return tables.bytes;
}

EventMatrix Segment(double density) { return RandomEvents(kUnits, 256, density, 3); }

void BM_PackAdaptive(benchmark::State& state) {
  const auto tables = TablesOf(static_cast<int>(state.range(0)));
  const auto family = std::move(MakeAdaptivePackings(Geometry{}, tables).value());
  const EventMatrix events = Segment(static_cast<double>(state.range(1)) / 100);
  for (auto _ : state) benchmark::DoNotOptimize(family->Pack(events, Packing::kAdaptive));
}

void BM_UnpackAdaptive(benchmark::State& state) {
  const auto tables = TablesOf(static_cast<int>(state.range(0)));
  const auto family = std::move(MakeAdaptivePackings(Geometry{}, tables).value());
  const EventMatrix events = Segment(static_cast<double>(state.range(1)) / 100);
  const PackedEvents packed = family->Pack(events, Packing::kAdaptive);
  for (auto _ : state) benchmark::DoNotOptimize(family->Unpack(packed, 256));
}

BENCHMARK(BM_PackAdaptive)->ArgsProduct({{0, 192, 512}, {9, 50}})->Unit(benchmark::kMillisecond);
BENCHMARK(BM_UnpackAdaptive)->ArgsProduct({{0, 192, 512}, {9, 50}})->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Pack)->ArgsProduct({{0, 1, 2, 3}, {9, 50}})->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Unpack)->ArgsProduct({{0, 1, 2, 3}, {9, 50}})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace spk
