#include <spdlog/fmt/fmt.h>

#include <iostream>

#include "analysis/selectivity.h"
#include "analysis/selectivity_picture.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/performance_sets.h"
#include "cli/probe.h"
#include "cli/recordings.h"
#include "cli/text_output.h"
#include "system/output_file.h"
#include "system/temporary.h"

namespace spk {
namespace {

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
  const std::string midi = command.midi.empty() ? "" : command.midi.front();
  auto sets = command.list.empty() ? PlanPairs(command) : PlanList(command, command.list, midi);
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
  auto* probe =
      app.add_option("--probe", command.probe,
                     "instead, learn from the list to tell by events which note begins when, and "
                     "say how well that does on the performances of this list, of the same folders")
          ->type_name("FILE")
          ->needs(list)
          ->excludes("--csv")
          ->excludes("--output");
  app.add_option("--probe-midi", command.probe_midi,
                 "the folder of its MIDI files (that of the list)")
      ->type_name("DIR")
      ->needs(probe);
  return ParseAndRun(app, argc, argv, [&] {
    return FinishOutput(ExitCode(CatchAll<int>([&] {
      return command.probe.empty() ? Run(app.get_name(), command) : Probe(app.get_name(), command);
    })));
  });
}

}  // namespace spk
