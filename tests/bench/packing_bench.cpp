// Packing and unpacking events: by the paper's packings those of ten minutes, adaptively those of
// one segment. The counter "realtime" is seconds of audio a second of CPU time.
#include <benchmark/benchmark.h>

#include "bitstream/adaptive/event_tables.h"
#include "bitstream/adaptive/graded_tables.h"
#include "bitstream/bit_io.h"
#include "spk/packing.h"
#include "spk/packing_family.h"
#include "tables/learn_start.h"
#include "tests/bitstream/random_coefficients.h"
#include "tests/bitstream/random_events.h"

namespace spk {
namespace {

constexpr int kUnits = 80;
constexpr int kSteps = 25840;
constexpr int kSegmentSteps = 256;
constexpr double kStepsASecond = 22050.0 / 512;

void Report(benchmark::State* state, const std::string& name, double seconds) {
  state->SetLabel(name);
  state->counters["realtime"] = benchmark::Counter(
      seconds * static_cast<double>(state->iterations()), benchmark::Counter::kIsRate);
}

// The paper's SPARSE (9 %) and FREE (50 %) densities.
const EventMatrix& Events(int64_t percent) {
  static const EventMatrix sparse = RandomEvents(kUnits, kSteps, 0.09, 1);
  static const EventMatrix free = RandomEvents(kUnits, kSteps, 0.5, 2);
  return percent == 9 ? sparse : free;
}

void ReportOf(benchmark::State* state, const std::string& what, Packing packing) {
  Report(state,
         what + " " + std::string(PackingName(packing)) + ", " + std::to_string(state->range(1)) +
             " %",
         kSteps / kStepsASecond);
}

void BM_Pack(benchmark::State& state) {
  const auto packing = static_cast<Packing>(state.range(0));
  const EventMatrix& events = Events(state.range(1));
  for (auto _ : state) {
    BitWriter writer;
    Pack(events, packing, writer);
    benchmark::DoNotOptimize(writer.Finish());
  }
  ReportOf(&state, "pack", packing);
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
  ReportOf(&state, "unpack", packing);
}

// A segment for the adaptive coder, and tables for it.
struct ToCode {
  std::string name;
  double seconds = 0;
  std::vector<uint8_t> tables;
  EventMatrix events;

  std::unique_ptr<const PackingFamily> Family() const {
    Geometry geometry;
    geometry.units = events.units();
    return std::move(MakeAdaptivePackings(geometry, tables).value());
  }
};

// With a network of so many hidden neurons.
ToCode Flat(int hidden, int percent) {
  EditableTables tables({.units = kUnits, .lags = 8, .hidden = hidden});
  uint8_t next = 0;
  for (uint8_t& byte : std::span(tables.bytes).subspan(16)) byte = next += 37;
  return {"adaptive, " + std::to_string(hidden) + " neurons, " + std::to_string(percent) + " %",
          kSegmentSteps / kStepsASecond, tables.bytes,
          RandomEvents(kUnits, kSegmentSteps, percent / 100.0, 3)};
}

// A transform's coefficients at some 3.5 kbit/s: 700 a second that are not zero.
ToCode Graded() {
  constexpr int kBins = 1536;
  constexpr int kGradedSteps = 64;
  constexpr double kSeconds = kGradedSteps / 10.8;
  constexpr double kDensity = 700 * kSeconds / (kBins * kGradedSteps);
  EditableGradedTables tables(kBins);
  for (const auto kind : {GradedContexts::kUsed, GradedContexts::kSign, GradedContexts::kLarger}) {
    BlankStartValues({GradedContexts::Shape(kind, kBins), tables.kinds[kind]});
  }
  return {"graded", kSeconds, tables.bytes,
          RandomCoefficients(kBins, kGradedSteps, kDensity, 4).ToEvents()};
}

void PackSegment(benchmark::State& state, const ToCode& segment) {
  const auto family = segment.Family();
  for (auto _ : state) {
    benchmark::DoNotOptimize(family->Pack(segment.events, Packing::kAdaptive));
  }
  Report(&state, "pack " + segment.name, segment.seconds);
}

void UnpackSegment(benchmark::State& state, const ToCode& segment) {
  const auto family = segment.Family();
  const PackedEvents packed = family->Pack(segment.events, Packing::kAdaptive);
  const int steps = segment.events.steps();
  for (auto _ : state) benchmark::DoNotOptimize(family->Unpack(packed, steps));
  Report(&state, "unpack " + segment.name, segment.seconds);
}

void BM_PackAdaptive(benchmark::State& state) {
  PackSegment(state, Flat(static_cast<int>(state.range(0)), static_cast<int>(state.range(1))));
}
void BM_UnpackAdaptive(benchmark::State& state) {
  UnpackSegment(state, Flat(static_cast<int>(state.range(0)), static_cast<int>(state.range(1))));
}
void BM_PackGraded(benchmark::State& state) { PackSegment(state, Graded()); }
void BM_UnpackGraded(benchmark::State& state) { UnpackSegment(state, Graded()); }

BENCHMARK(BM_PackAdaptive)->ArgsProduct({{0, 192, 512}, {9, 50}})->Unit(benchmark::kMillisecond);
BENCHMARK(BM_UnpackAdaptive)->ArgsProduct({{0, 192, 512}, {9, 50}})->Unit(benchmark::kMillisecond);
BENCHMARK(BM_PackGraded)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_UnpackGraded)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Pack)->ArgsProduct({{0, 1, 2, 3}, {9, 50}})->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Unpack)->ArgsProduct({{0, 1, 2, 3}, {9, 50}})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace spk
