#include <spdlog/fmt/fmt.h>

#include <filesystem>
#include <iostream>

#include "analysis/performance.h"
#include "analysis/selectivity.h"
#include "analysis/selectivity_picture.h"
#include "bitstream/event_track.h"
#include "cli/command.h"
#include "cli/known_tables.h"
#include "cli/neural.h"
#include "cli/options.h"
#include "cli/recordings.h"
#include "cli/text_output.h"
#include "model/model_store.h"
#include "model/weights_file.h"
#include "system/output_file.h"
#include "system/temporary.h"

namespace spk {
namespace {

struct AnalyseCommand {
  std::vector<std::string> files;
  std::vector<std::string> midi;   // of each file; or the folder of the list's
  std::string list;                // of performances
  std::vector<std::string> coded;  // folders of their .spk files, a set each
  std::string model;
  EncodeOptions encode;
  std::string device = "cpu";
  std::string csv;
  std::string picture;
  bool force = false;
};

// What is analysed as one.
struct PerformanceSet {
  std::string name;
  std::vector<Performance> performances;
  std::vector<std::vector<NoteOnset>> onsets = {};  // of each
};

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

Result<std::vector<PerformanceSet>> PlanList(const AnalyseCommand& command) {
  if (!command.files.empty() || command.midi.size() > 1) {
    return Fail(ErrorCode::kUsage, "--list takes one folder as --midi, and no FILE");
  }
  const std::string here = std::filesystem::path(command.list).parent_path();
  const std::string midi = command.midi.empty() ? here : command.midi.front();
  std::vector<PerformanceSet> sets;
  const auto add = [&](const std::string& name, const std::string& folder,
                       const std::string& suffix) -> Result<void> {
    auto performances = ReadPerformances(command.list, midi, folder, suffix);
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

// Has recordings encoded into the folder, where their performances find them; the exit code.
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

// Of the model that is named, else of those that are installed.
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

Result<Selectivity> Analyse(const PerformanceSet& set, const FindTables& tables) {
  std::optional<Selectivity> selectivity;
  std::optional<ModelId> model;
  for (size_t i = 0; i < set.performances.size(); ++i) {
    const std::string& path = set.performances[i].recording;
    const auto track = ReadTrack(path, tables);
    SPK_TRY(track);
    const FileHeader& header = track->header;
    if (header.model_id != model.value_or(header.model_id)) {
      return Fail(ErrorCode::kModel, path + ": is of another model than those before");
    }
    model = header.model_id;
    if (!selectivity) selectivity.emplace(set.name, header.units);
    const EventMatrix& events = track->events;
    if (events.steps() == 0) continue;
    selectivity->Add(events, OnsetSteps(set.onsets[i], header.steps_per_second(), events.steps()));
  }
  return std::move(*selectivity);
}

void PrintTable(const std::vector<Selectivity>& sets) {
  std::cout << fmt::format("{:12} {:>9} {:>8} {:>10} {:>9} {:>7} {:>9} {:>9} {:>5}\n", "set",
                           "units", "density", "prominence", "by chance", "r", "by chance",
                           "selective", "notes");
  for (const Selectivity& set : sets) {
    const SelectivityFigures figures = Summarize(set);
    std::cout << fmt::format(
        "{:12} {:>9} {:8.4f} {:10.3f} {:9.3f} {:7.4f} {:9.4f} {:9} {:5}\n", Printable(set.name()),
        fmt::format("{}/{}", figures.firing, set.notes().units()), figures.density,
        figures.prominence, figures.prominence_by_chance, figures.coefficient,
        figures.coefficient_by_chance, figures.selective, figures.pitches);
  }
}

// A picture that was asked for, named before any work.
Result<std::optional<OutputFile>> PictureFor(const AnalyseCommand& command) {
  if (command.picture.empty()) return std::nullopt;
  auto file = OutputFile::Create(command.picture, command.force);
  SPK_TRY(file);
  return std::move(*file);
}

Result<void> Draw(const std::vector<Selectivity>& sets, const AnalyseCommand& command,
                  OutputFile& file) {
  const auto type = HasSuffix(command.picture, ".svg") ? PictureType::kSvg : PictureType::kPng;
  if (auto drawn = DrawSelectivity(sets, type, file.path()); !drawn) {
    return Fail(drawn.error().code, command.picture + ": " + drawn.error().message);
  }
  return file.Commit();
}

Result<int> Run(const std::string& name, const AnalyseCommand& command) {
  auto sets = command.list.empty() ? PlanPairs(command) : PlanList(command);
  SPK_TRY(sets);
  SPK_TRY(ReadNotes(&*sets));
  auto csv = TextOutput::Create(command.csv, command.force);
  SPK_TRY(csv);
  auto picture = PictureFor(command);
  SPK_TRY(picture);
  const ScratchFolder scratch;
  SPK_TRY(scratch.status());
  auto encoded = EncodeRecordings(name, command, scratch.path(), &*sets);
  if (!encoded || *encoded != 0) return encoded;
  const auto tables = TablesFor(command.model);
  SPK_TRY(tables);
  std::vector<Selectivity> analysed;
  for (const PerformanceSet& set : *sets) {
    auto selectivity = Analyse(set, *tables);
    SPK_TRY(selectivity);
    analysed.push_back(std::move(*selectivity));
  }
  SPK_TRY(csv->Write(CsvText(analysed)));
  if (*picture) {
    SPK_TRY(Draw(analysed, command, **picture));
  }
  PrintTable(analysed);
  return 0;
}

}  // namespace

int RunAnalyse(int argc, char** argv) {
  CLI::App app(
      "Finds what each unit of a model stands for: the correlation of its events with the onsets "
      "of every note, in performances whose notes are known from MIDI files.",
      "spk analyse");
  app.footer(
      "Examples:\n  spk analyse a.spk b.spk --midi a.mid b.mid --csv notes.csv\n  spk analyse "
      "--list CORPUS/manifest.tsv --midi MIDI --coded free/ --coded sparse/ -o notes.png");
  AnalyseCommand command;
  app.add_option("FILE", command.files,
                 "recordings, which are encoded, and .spk files, of one model")
      ->type_name(RecordingPatterns() + "|" + kCodedPattern);
  app.add_option("--midi", command.midi,
                 "the MIDI file of each; with --list the folder of all (that of the list)")
      ->type_name("FILE");
  auto* list = app.add_option("--list", command.list,
                              "a table of performances, apart by tabs, as render_corpus.sh writes "
                              "it: the columns midi, speed and transpose; recordings are beside it")
                   ->type_name("FILE");
  auto* coded = app.add_option("--coded", command.coded,
                               "take the .spk files of the list that are in this folder, as encode "
                               "--output-dir has put them there; several are compared")
                    ->type_name("DIR")
                    ->allow_extra_args(false)
                    ->needs(list);
  app.add_option("--model", command.model,
                 "a model's name (see spk models) or its file; of .spk files that which they name")
      ->type_name("MODEL");
  for (CLI::Option* encoder : AddEncoderOptions(&app, &command.encode)) coded->excludes(encoder);
  AddDeviceOption(&app, &command.device);
  app.add_option("--csv", command.csv, "every unit and note: prominence, lag, r, and C(tau)")
      ->type_name("FILE");
  app.add_option("-o,--output", command.picture,
                 "a picture: best notes, and the histogram of their prominences; SVG where the "
                 "name says so, else PNG")
      ->type_name("FILE");
  app.add_flag("-f,--force", command.force, "replace files that exist");
  return ParseAndRun(app, argc, argv, [&] {
    return FinishOutput(ExitCode(CatchAll<int>([&] { return Run(app.get_name(), command); })));
  });
}

}  // namespace spk
