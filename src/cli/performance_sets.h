// What spk analyse reads: performances, their notes, and the events that a model makes of them.
#pragma once

#include <string>
#include <vector>

#include "analysis/performance.h"
#include "bitstream/event_track.h"
#include "cli/command.h"
#include "spk/codec.h"

namespace spk {

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
  std::string probe;       // list of performances that a probe is tested on
  std::string probe_midi;  // the folder of their MIDI files
};

// What is analysed as one.
struct PerformanceSet {
  std::string name;
  std::vector<Performance> performances;
  std::vector<std::vector<NoteOnset>> onsets = {};  // of each
};

// The files with a MIDI file each, as one set. Fails with kUsage, and where one is not there.
Result<std::vector<PerformanceSet>> PlanPairs(const AnalyseCommand& command);

// A list's recordings as one set, or a set for each folder of .spk files. midi: the folder of the
// MIDI files, "" = that of the list. Fails as ReadPerformances does.
Result<std::vector<PerformanceSet>> PlanList(const AnalyseCommand& command, const std::string& list,
                                             const std::string& midi);

// Fails as ReadOnsets does.
Result<void> ReadNotes(std::vector<PerformanceSet>* sets);

// Has recordings encoded into the folder, where their performances find them; the exit code.
Result<int> EncodeRecordings(const std::string& name, const AnalyseCommand& command,
                             const std::string& folder, std::vector<PerformanceSet>* sets);

// Of the model that is named, else of those that are installed.
Result<FindTables> TablesFor(const std::string& model);

// Fails with the name of the .spk file, also for more units than are analysed.
Result<EventTrack> ReadTrack(const std::string& path, const FindTables& tables);

}  // namespace spk
