#include <spdlog/fmt/fmt.h>

#include <iostream>

#include "audio/codec_input.h"
#include "cli/command.h"
#include "cli/neural/commands.h"
#include "cli/neural/evaluate_recording.h"
#include "evaluation/note_probe.h"
#include "training/workers.h"

namespace spk {
namespace {

constexpr int kMelRate = 22050;
constexpr int64_t kMelHop = 512;

torch::Tensor EventFeatures(const EventMatrix& events) {
  torch::Tensor features = torch::zeros({events.units(), events.steps()});
  auto cells = features.accessor<float, 2>();
  events.ForEachEvent([&](int unit, int step) { cells[unit][step] = 1; });
  return features;
}

Result<torch::Tensor> MelFeatures(const std::string& recording) {
  const auto source = OpenRecording(recording);
  if (!source) return Fail(source.error().code, recording + ": " + source.error().message);
  auto samples = ReadMono(source->get(), kMelRate);
  if (!samples) return Fail(samples.error().code, recording + ": " + samples.error().message);
  const auto length = static_cast<int64_t>(samples->size());
  return LogMelFeatures(torch::from_blob(samples->data(), {length}), kMelRate, length / kMelHop);
}

Result<std::vector<ProbeTrack>> TracksOf(const std::vector<ProbePerformance>& performances) {
  std::vector<ProbeTrack> tracks;
  for (const ProbePerformance& performance : performances) {
    auto features = performance.recording.empty() ? EventFeatures(performance.events)
                                                  : MelFeatures(performance.recording);
    SPK_TRY(features);
    torch::Tensor onsets = torch::zeros({kProbedPitches, features->size(1)});
    auto cells = onsets.accessor<float, 2>();
    for (const NoteStep& note : performance.notes) {
      const int key = note.pitch - kLowestProbed;
      if (key >= 0 && key < kProbedPitches && note.step < onsets.size(1)) cells[key][note.step] = 1;
    }
    tracks.push_back({.features = std::move(*features), .onsets = std::move(onsets)});
  }
  return tracks;
}

Result<void> CheckAlike(const ProbeSet& set, const std::vector<ProbeTrack>& tracks) {
  for (const ProbeTrack& track : tracks) {
    if (track.features.size(0) == tracks.front().features.size(0)) continue;
    return Fail(ErrorCode::kModel, set.name + ": of models with other numbers of units");
  }
  return tracks.empty() ? Fail(ErrorCode::kInput, set.name + ": no performance has any events")
                        : Result<void>();
}

// What would be found if the code said nothing of the notes: those of half a recording later.
double ByChance(std::vector<ProbeTrack> train, std::vector<ProbeTrack> test) {
  for (std::vector<ProbeTrack>* tracks : {&train, &test}) {
    for (ProbeTrack& track : *tracks) {
      track.onsets = torch::roll(track.onsets, track.onsets.size(1) / 2, 1);
    }
  }
  return NoteProbe(train, {}).Score(test).f1();
}

}  // namespace

Result<int> ProbeNotes(const ProbeCommand& command) {
  ComputeOnAllCores();
  std::cout << fmt::format("{:12} {:>9} {:>9} {:>7} {:>6} {:>7} {:>11} {:>9}\n", "set", "features",
                           "precision", "recall", "F1", "notes", "F1 training", "by chance");
  for (const ProbeSet& set : command.sets) {
    const auto train = TracksOf(set.train);
    SPK_TRY(train);
    const auto test = TracksOf(set.test);
    SPK_TRY(test);
    SPK_TRY(CheckAlike(set, *train));
    SPK_TRY(CheckAlike(set, *test));
    const NoteProbe probe(*train, {});
    const OnsetScore score = probe.Score(*test);
    std::cout << fmt::format("{:12} {:9} {:9.3f} {:7.3f} {:6.3f} {:7} {:11.3f} {:9.3f}\n",
                             Printable(set.name), train->front().features.size(0),
                             score.precision(), score.recall(), score.f1(), score.notes,
                             probe.Score(*train).f1(), ByChance(*train, *test))
              << std::flush;
  }
  return 0;
}

}  // namespace spk
