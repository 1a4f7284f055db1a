#include "cli/performance_sets.h"

#include <spdlog/fmt/fmt.h>

#include <filesystem>
#include <memory>

#include "cli/known_tables.h"
#include "cli/options.h"
#include "cli/recordings.h"
#include "model/model_store.h"
#include "model/weights_file.h"

namespace spk {

Result<std::vector<PerformanceSet>> PlanPairs(const AnalyseCommand& command) {
  if (command.files.size() != command.midi.size()) {
    return Fail(ErrorCode::kUsage, CountText(command.files.size(), "recording", "recordings") +
                                       " and " +
                                       CountText(command.midi.size(), "MIDI file", "MIDI files"));
  }
  if (command.files.empty()) return Fail(ErrorCode::kUsage, "nothing to analyse: FILE or --list");
  const std::filesystem::path first = command.files.front();
  PerformanceSet set{.name = command.model.empty() ? first.filename().string() : command.model,
                     .performances = {}};
  for (size_t i = 0; i < command.files.size(); ++i) {
    if (const auto error = Missing(command.files[i])) {
      return Fail(error->code, command.files[i] + ": " + error->message);
    }
    set.performances.push_back({.recording = command.files[i], .midi = command.midi[i]});
  }
  return std::vector{std::move(set)};
}

Result<std::vector<PerformanceSet>> PlanList(const AnalyseCommand& command, const std::string& list,
                                             const std::string& midi) {
  if (!command.files.empty() || command.midi.size() > 1) {
    return Fail(ErrorCode::kUsage, "--list takes one folder as --midi, and no FILE");
  }
  const std::string here = std::filesystem::path(list).parent_path();
  std::vector<PerformanceSet> sets;
  const auto add = [&](const std::string& name, const std::string& folder,
                       const std::string& suffix) -> Result<void> {
    auto performances = ReadPerformances(list, midi.empty() ? here : midi, folder, suffix);
    SPK_TRY(performances);
    sets.push_back({.name = name, .performances = std::move(*performances)});
    return {};
  };
  for (const std::string& folder : command.coded) {
    const auto name = (std::filesystem::path(folder) / "").parent_path().filename().string();
    SPK_TRY(add(name, folder, ".spk"));
  }
  if (command.coded.empty()) {
    SPK_TRY(add(command.model.empty() ? kDefaultModel : command.model, here, ".flac"));
  }
  return sets;
}

Result<void> ReadNotes(std::vector<PerformanceSet>* sets) {
  for (PerformanceSet& set : *sets) {
    for (const Performance& performance : set.performances) {
      auto onsets = ReadOnsets(performance);
      SPK_TRY(onsets);
      set.onsets.push_back(std::move(*onsets));
    }
  }
  return {};
}

Result<int> EncodeRecordings(const std::string& name, const AnalyseCommand& command,
                             const std::string& folder, std::vector<PerformanceSet>* sets) {
  EncodeCommand encode;
  encode.model = command.model.empty() ? kDefaultModel : command.model;
  encode.encode = command.encode;
  encode.device = command.device;
  encode.workers.quiet = true;
  std::vector<Task> tasks;
  for (PerformanceSet& set : *sets) {
    for (Performance& performance : set.performances) {
      if (IsCoded(performance.recording)) continue;
      Task task{.input = performance.recording,
                .output = fmt::format("{}/{}.spk", folder, tasks.size()),
                .error = Missing(performance.recording)};
      performance.recording = task.output;
      tasks.push_back(std::move(task));
    }
  }
  if (!HasWork(tasks)) return RunTasks(tasks, encode.workers, Recordings(), {});
  const auto model = FindModel(encode.model);  // before anything is loaded
  SPK_TRY(model);
  const auto neural = LoadNeuralPart(name, ShareCores(encode.workers, tasks.size()));
  SPK_TRY(neural);
  const auto work = (*neural)->encode(encode);
  SPK_TRY(work);
  return RunTasks(tasks, encode.workers, Recordings(), *work);
}

Result<FindTables> TablesFor(const std::string& model) {
  if (model.empty()) return KnownTables();
  const auto path = FindModel(model);
  SPK_TRY(path);
  auto file = WeightsFile::Open(*path);
  SPK_TRY(file);
  const auto weights = std::make_shared<const WeightsFile>(std::move(*file));
  return [weights](const ModelId&) { return weights->event_tables(); };
}

Result<EventTrack> ReadTrack(const std::string& path, const FindTables& tables) {
  EventTrack track;
  const auto read = WithInput(path, [&](std::istream& in) -> Result<void> {
    auto events = ReadEvents(in, tables);
    SPK_TRY(events);
    track = std::move(*events);
    return {};
  });
  if (!read) return Fail(read.error().code, path + ": " + read.error().message);
  const int units = track.header.units;
  if (units <= NoteCorrelation::kMostUnits) return track;
  return Fail(ErrorCode::kModel, fmt::format("{}: of {} units; at most {} are analysed", path,
                                             units, NoteCorrelation::kMostUnits));
}

}  // namespace spk
