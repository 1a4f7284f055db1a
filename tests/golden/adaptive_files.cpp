#include "bitstream/adaptive/flat_coder.h"
#include "bitstream/adaptive/graded_coder.h"
#include "bitstream/little_endian.h"
#include "tests/golden/file_builder.h"

namespace spk {
namespace {

// Family 1, whose model is one of the golden tables.
FileHeader AdaptiveHeader(int units, int steps) {
  FileHeader header = HeaderFor(EventMatrix(units, steps));
  header.packing_family = 1;
  for (const GoldenTables& tables : AllGoldenTables()) {
    if (tables.units == units) header.model_id = tables.model;
  }
  return header;
}

Bytes Adaptive(const EventMatrix& events) {
  const FileHeader header = AdaptiveHeader(events.units(), events.steps());
  FileBuilder file(header);
  file.Add(MakeSegment(header, 0, 0, events), Packing::kAdaptive);
  return file.Finish(static_cast<uint64_t>(events.steps()));
}

// Each segment has a coder of its own; both channels, and short segments at the end.
Bytes AdaptiveAmongOthers() {
  FileHeader header = AdaptiveHeader(8, 64);
  header.source_channels = 2;
  header.coded_channels = 2;
  FileBuilder file(header);
  uint64_t index = 0;
  for (const Packing packing : kSparsePackings) {
    file.Add(MakeSegment(header, index, 0, Random(8, 64, 30)), packing);
    file.Add(MakeSegment(header, index++, 1, Random(8, 64, 20)), Packing::kAdaptive);
  }
  file.Add(MakeSegment(header, index, 0, Random(8, 37, 10)), Packing::kAdaptive);
  file.Add(MakeSegment(header, index, 1, Random(8, 37, 40)), Packing::kAdaptive);
  return file.Finish(64 * index + 37);
}

// As a writer chooses: the tables expect nothing that comes, so that most is in one of the four.
Bytes AdaptiveWhereSmaller() {
  FileBuilder file(AdaptiveHeader(8, 16));
  for (uint64_t i = 0; i < 20; ++i) file.Add(i, 0, Random(8, 16, static_cast<uint32_t>(5 * i)));
  return file.Finish(320);
}

constexpr int kBins = 12;  // of the graded tables

// Coefficients as a function of bin and step.
EventMatrix Coefficients(int steps, const std::function<int(int, int)>& coefficient) {
  GradedMatrix matrix(kBins, steps);
  for (int step = 0; step < steps; ++step) {
    for (int bin = 0; bin < kBins; ++bin) {
      matrix.Row(step)[static_cast<size_t>(bin)] = static_cast<int16_t>(coefficient(bin, step));
    }
  }
  return matrix.ToEvents();
}

// Small numbers of both signs in so many cells of a hundred, and now and then a large one.
EventMatrix RandomCoefficients(int steps, uint32_t percent) {
  Lcg random(percent);
  return Coefficients(steps, [&](int, int) {
    if (random.Below(100) >= percent) return 0;
    return random.Below(8) == 0 ? random.Between(-GradedMatrix::kLargest, GradedMatrix::kLargest)
                                : random.Between(-3, 3);
  });
}

Bytes GradedAmongOthers() {
  const FileHeader header = AdaptiveHeader(kBins * GradedMatrix::kUnitsABin, 32);
  FileBuilder file(header);
  uint64_t index = 0;
  for (const Packing packing : kAllPackings) {
    file.Add(MakeSegment(header, index++, 0, RandomCoefficients(32, 25)), packing);
  }
  // Two digits in one place: no coefficient, so that another packing must do.
  file.Add(MakeSegment(header, index, 0, FromPairs(header.units, 7, {{0, 3}, {1, 3}})));
  return file.Finish(32 * index + 7);
}

std::vector<GoodFile> GradedFiles() {
  const auto partials = [](int bin, int step) {
    return bin == 4 ? (step % 2 == 0 ? 5 : -6) : bin % 4 == 0 && step > 20 ? 40 - step : 0;
  };
  return {
      {"graded-no-events", Adaptive(Coefficients(16, [](int, int) { return 0; }))},
      {"graded-one", Adaptive(Coefficients(16, [](int b, int t) { return b == 3 && t == 15; }))},
      {"graded-largest",
       Adaptive(
           Coefficients(4, [](int b, int t) { return b == t ? -GradedMatrix::kLargest : 0; }))},
      {"graded-partials", Adaptive(Coefficients(64, partials))},
      {"graded-10-percent", Adaptive(RandomCoefficients(64, 10))},
      {"graded-60-percent", Adaptive(RandomCoefficients(64, 60))},
      {"graded-among-others", GradedAmongOthers()},
  };
}

}  // namespace

std::vector<GoodFile> AdaptiveFiles() {
  const auto none = [](int, int) { return false; };
  const auto all = [](int, int) { return true; };
  std::vector<GoodFile> files = {
      {"adaptive-paper-example",
       Adaptive(FromPairs(5, 10, {{0, 3}, {1, 0}, {1, 4}, {2, 9}, {3, 1}, {3, 3}, {4, 6}}))},
      {"adaptive-no-events", Adaptive(With(8, 64, none))},
      {"adaptive-one-event", Adaptive(With(8, 64, [](int u, int t) { return u == 7 && t == 63; }))},
      {"adaptive-one-cell-empty", Adaptive(With(8, 64, [](int u, int t) { return u + t > 0; }))},
      {"adaptive-all-events", Adaptive(With(8, 64, all))},
      {"adaptive-one-unit", Adaptive(With(1, 200, [](int, int t) { return t % 7 == 0; }))},
      {"adaptive-one-cell", Adaptive(With(1, 1, all))},
      {"adaptive-9-percent", Adaptive(Random(8, 256, 9))},
      {"adaptive-50-percent", Adaptive(Random(8, 256, 50))},
      {"adaptive-pattern", Adaptive(With(8, 400, [](int u, int t) { return (t + u) % 5 == 0; }))},
      {"adaptive-among-others", AdaptiveAmongOthers()},
      {"adaptive-where-smaller", AdaptiveWhereSmaller()},
  };
  for (GoodFile& file : GradedFiles()) files.push_back(std::move(file));
  return files;
}

std::vector<GoodFile> AdaptiveSeeds() {
  std::vector<GoodFile> seeds;
  for (const bool own_tables : {false, true}) {
    for (const uint32_t percent : {0U, 5U, 50U, 100U}) {
      const EventMatrix events = Random(8, 32, percent);
      const Bytes& tables = AllGoldenTables()[1].bytes;
      Bytes bytes(8);
      StoreLittleEndian(uint16_t{31}, bytes);
      StoreLittleEndian(static_cast<uint16_t>(own_tables ? tables.size() : 0),
                        std::span(bytes).subspan(2));
      StoreLittleEndian(static_cast<uint32_t>(events.CountEvents()), std::span(bytes).subspan(4));
      if (own_tables) bytes.insert(bytes.end(), tables.begin(), tables.end());
      const auto payload = EncodeFlat(*EventTables::Open(tables), events);
      bytes.insert(bytes.end(), payload.begin(), payload.end());
      const std::string name = std::to_string(percent) + (own_tables ? "-tables" : "");
      seeds.push_back({name, bytes});
    }
  }
  return seeds;
}

std::vector<GoodFile> GradedSeeds() {
  std::vector<GoodFile> seeds;
  const Bytes& tables = AllGoldenTables().back().bytes;
  for (const bool own_tables : {false, true}) {
    for (const uint32_t percent : {0U, 10U, 60U}) {
      const EventMatrix events = RandomCoefficients(32, percent);
      Bytes bytes(8);
      StoreLittleEndian(uint16_t{31}, bytes);
      StoreLittleEndian(static_cast<uint16_t>(events.CountEvents()), std::span(bytes).subspan(2));
      StoreLittleEndian(static_cast<uint32_t>(own_tables ? tables.size() : 0),
                        std::span(bytes).subspan(4));
      if (own_tables) bytes.insert(bytes.end(), tables.begin(), tables.end());
      const auto payload =
          EncodeGraded(*GradedTables::Open(tables), GradedMatrix::Of(events).value());
      bytes.insert(bytes.end(), payload.begin(), payload.end());
      seeds.push_back({std::to_string(percent) + (own_tables ? "-tables" : ""), bytes});
    }
  }
  return seeds;
}

}  // namespace spk
