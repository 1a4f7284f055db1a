#include "cli/probe.h"

#include <algorithm>
#include <utility>

#include "cli/neural.h"
#include "cli/options.h"
#include "system/temporary.h"

namespace spk {
namespace {

// What the log-mel spectra of a recording have: the steps of the paper's models.
constexpr double kMelStepsPerSecond = 22050.0 / 512;

// Of each performance its recording, or, with tables, its events.
Result<std::vector<ProbePerformance>> Read(const PerformanceSet& set, const FindTables* tables) {
  std::vector<ProbePerformance> performances;
  for (size_t i = 0; i < set.performances.size(); ++i) {
    ProbePerformance performance;
    if (tables == nullptr) {
      performance.recording = set.performances[i].recording;
      performance.notes = OnsetSteps(set.onsets[i], kMelStepsPerSecond, INT32_MAX);
    } else {
      auto track = ReadTrack(set.performances[i].recording, *tables);
      SPK_TRY(track);
      performance.notes =
          OnsetSteps(set.onsets[i], track->header.steps_per_second(), track->events.steps());
      performance.events = std::move(track->events);
      if (performance.events.steps() == 0) continue;
    }
    performances.push_back(std::move(performance));
  }
  return performances;
}

Result<ProbeSet> ReadSet(const PerformanceSet& train, const PerformanceSet& test,
                         const FindTables* tables) {
  auto learnt = Read(train, tables);
  SPK_TRY(learnt);
  auto tested = Read(test, tables);
  SPK_TRY(tested);
  return ProbeSet{.name = train.name, .train = std::move(*learnt), .test = std::move(*tested)};
}

// The recordings of a list as a set of their own.
Result<PerformanceSet> Recorded(AnalyseCommand command, const std::string& list,
                                const std::string& midi) {
  command.coded.clear();
  command.model = "log-mel";
  auto sets = PlanList(command, list, midi);
  SPK_TRY(sets);
  SPK_TRY(ReadNotes(&*sets));
  return std::move(sets->front());
}

bool AllThere(const PerformanceSet& set) {
  return std::ranges::none_of(set.performances, [](const Performance& performance) {
    return Missing(performance.recording).has_value();
  });
}

}  // namespace

Result<int> Probe(const std::string& name, const AnalyseCommand& command) {
  const std::string midi = command.midi.empty() ? "" : command.midi.front();
  auto sets = PlanList(command, command.list, midi);
  SPK_TRY(sets);
  auto tests = PlanList(command, command.probe, command.probe_midi);
  SPK_TRY(tests);
  const size_t count = sets->size();
  std::ranges::move(*tests, std::back_inserter(*sets));
  SPK_TRY(ReadNotes(&*sets));
  const auto train_mel = Recorded(command, command.list, midi);
  SPK_TRY(train_mel);
  const auto test_mel = Recorded(command, command.probe, command.probe_midi);
  SPK_TRY(test_mel);
  const ScratchFolder scratch;
  SPK_TRY(scratch.status());
  auto encoded = EncodeRecordings(name, command, scratch.path(), &*sets);
  if (!encoded || *encoded != 0) return encoded;
  const auto tables = TablesFor(command.model);
  SPK_TRY(tables);

  ProbeCommand probe;
  for (size_t i = 0; i < count; ++i) {
    auto set = ReadSet((*sets)[i], (*sets)[count + i], &*tables);
    SPK_TRY(set);
    probe.sets.push_back(std::move(*set));
  }
  if (AllThere(*train_mel) && AllThere(*test_mel)) {
    auto set = ReadSet(*train_mel, *test_mel, nullptr);
    SPK_TRY(set);
    probe.sets.push_back(std::move(*set));
  }
  const auto neural = LoadNeuralPart(name, ShareCores({}, 1));
  SPK_TRY(neural);
  return (*neural)->probe(probe);
}

}  // namespace spk
