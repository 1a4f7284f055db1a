// The border between the program and libspk_neural, the library of all that needs LibTorch, which
// takes a second to load. The program reads the command line and finds the inputs; the library gets
// what there is to do.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/note_correlation.h"
#include "audio/audio_writer.h"
#include "cli/batch.h"
#include "cli/tag_list.h"
#include "listening/tested_codec.h"
#include "spk/codec.h"
#include "spk/error.h"
#include "spk/event_matrix.h"
#include "spk/packing.h"

namespace spk {

struct PackingChoice {
  std::optional<Packing> packing;
  bool sparse_packings = false;
};
inline const std::map<std::string, PackingChoice> kPackings = {
    {"auto", {}},
    {"sparse", {.packing = {}, .sparse_packings = true}},
    {"adaptive", {.packing = Packing::kAdaptive}},
    {"dense", {.packing = Packing::kDense}},
    {"coo", {.packing = Packing::kCoordinate}},
    {"time", {.packing = Packing::kCompressedTime}},
    {"units", {.packing = Packing::kCompressedUnits}}};

struct EncodeCommand : BatchOptions {
  std::string model;
  bool verbose = false;
  EncodeOptions encode;
  bool verify = false;
  TagList tags;                  // beside the recordings' own
  std::string packing = "auto";  // a key of kPackings
  std::string device = "cpu";
};

inline const std::map<std::string, AudioContainer> kFormats = {{"wav", AudioContainer::kWav},
                                                               {"flac", AudioContainer::kFlac},
                                                               {"raw", AudioContainer::kRaw},
                                                               {"aiff", AudioContainer::kAiff},
                                                               {"ogg", AudioContainer::kOgg}};
inline const std::map<std::string, SampleType> kSampleTypes = {
    {"16", SampleType::k16Bit}, {"24", SampleType::k24Bit}, {"float", SampleType::kFloat}};

struct DecodeCommand : BatchOptions {
  std::string model;  // empty = that which the file names
  DecodeOptions decode;
  int64_t sampling_steps = -1;  // those of the model's card
  std::string format;           // a key of kFormats, as below of kSampleTypes
  std::string bits = "16";
  std::string rate = "native";
  std::string device = "cpu";
};

// What eval and report share.
struct RecordingOptions {
  InputOptions inputs;
  WorkerOptions workers;
  bool force = false;  // replace what is written
  std::string model;
  std::string coded;  // folder of .spk files that are there; empty = the recordings are encoded
  std::vector<Task> tasks;  // `output` is the .spk file that is there, or empty
  EncodeOptions encode;
  std::vector<int64_t> sampling_steps;  // empty = 0 and the model's own
  double generate = 1;                  // DecodeOptions::generate of those over 0
  std::string device = "cpu";
};

struct EvalCommand : RecordingOptions {
  std::string decoded;  // folder of what another codec made
  std::string journal;  // file of what is measured already
  std::string csv;
  std::string json;
  std::string windows;              // CSV of every window
  std::vector<std::string> meters;  // NAME=COMMAND
};

struct ReportCommand : RecordingOptions {
  std::string output;
  double start = 0;  // of the excerpts, seconds
  double duration = 10;
};

struct PlotCommand {
  std::vector<std::string> inputs;
  std::string output;
  std::string model;
  int64_t sampling_steps = -1;
  double start = 0;
  double duration = 30;
  bool force = false;
  std::string device = "cpu";
};

struct ListenCommand {
  InputOptions inputs;
  WorkerOptions workers;
  std::string output;  // folder of the test; of results a picture
  bool force = false;
  std::vector<TestedCodec> codecs;
  size_t trials = 10;
  double start = -1;  // of the clips, seconds; negative = from the middle
  double duration = 12;
  uint64_t seed = 0;  // of what is drawn, and of the decoders
  std::string device = "cpu";
  std::vector<Task> tasks;  // the recordings
};

struct WeightedFolder {
  std::string folder;
  double weight = 1;  // finite, 0 or more
};

struct TrainCommand {
  std::string config;
  std::vector<WeightedFolder> corpora;  // not all of weight 0
  std::vector<std::string> validation;
  std::string run;
  std::string init;
  std::vector<std::string> frozen;
  std::string cache;
  std::string device = "cpu";
  int64_t steps = 0;
};

// A performance for the linear probe: the steps that notes begin in, and the code that is probed.
struct ProbePerformance {
  EventMatrix events;     // or, where there are none,
  std::string recording;  // the log-mel spectra of this
  std::vector<NoteStep> notes;
};
struct ProbeSet {
  std::string name;
  std::vector<ProbePerformance> train;
  std::vector<ProbePerformance> test;
};

struct ProbeCommand {
  std::vector<ProbeSet> sets;
};

// Commands stay where they are for as long as the work on them lasts.
struct NeuralPart {
  const char* version;  // of the program that it is a part of
  Result<Work> (*encode)(const EncodeCommand& command);
  Result<Work> (*decode)(const DecodeCommand& command);
  Result<int> (*eval)(const EvalCommand& command);  // the exit code, like those below
  Result<int> (*plot)(const PlotCommand& command);
  Result<int> (*report)(const ReportCommand& command);
  Result<int> (*listen)(const ListenCommand& command);
  Result<int> (*train)(const TrainCommand& command);
  Result<int> (*probe)(const ProbeCommand& command);
};

// Loads it for the command of this name ("spk encode"), which is to compute in so many threads.
// Fails with kMemory where there is no room, and with kUsage where it is missing or another
// program's.
Result<const NeuralPart*> LoadNeuralPart(const std::string& command, const CoreShare& share);

}  // namespace spk

// By this name the program finds it.
extern "C" const spk::NeuralPart* SpkNeuralPart();
