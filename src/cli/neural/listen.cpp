#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <cctype>
#include <ctime>
#include <filesystem>
#include <optional>
#include <sstream>

#include "audio/audio_reader.h"
#include "audio/codec_input.h"
#include "audio/sample_file.h"
#include "cli/neural/commands.h"
#include "cli/neural/named_codec.h"
#include "cli/recordings.h"
#include "cli/text_output.h"
#include "listening/clip.h"
#include "listening/external_codec.h"
#include "listening/listening_test.h"
#include "listening/ratings.h"
#include "system/temporary.h"

namespace spk {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

// A codec that is ready to work.
struct ReadyCodec {
  TestedCodec tested;
  std::optional<NamedCodec> model;  // none: another codec

  int64_t steps() const {
    return tested.steps >= 0 ? tested.steps : model->codec.default_sampling_steps();
  }
};

Result<std::vector<ReadyCodec>> LoadCodecs(const ListenCommand& command) {
  std::vector<ReadyCodec> codecs;
  for (const TestedCodec& tested : command.codecs) {
    ReadyCodec ready{.tested = tested, .model = std::nullopt};
    if (!tested.model.empty()) {
      auto named = LoadNamedCodec(tested.model, command.device, tested.encode);
      if (!named) return Fail(named.error().code, tested.name + ": " + named.error().message);
      ready.model = std::move(*named);
    }
    codecs.push_back(std::move(ready));
  }
  return codecs;
}

ordered_json CodecsJson(const std::vector<ReadyCodec>& codecs) {
  ordered_json all = ordered_json::array();
  for (const ReadyCodec& ready : codecs) {
    ordered_json json = {{"stimulus", ready.tested.name}};
    if (ready.model) {
      json["model"] = ready.model->name;
      json["id"] = ModelIdText(ready.model->codec.model_id());
      json["steps"] = ready.steps();
    } else {
      json["commands"] = ready.tested.commands;
      json["version"] = ProgramVersion(ready.tested.commands.front().front());
    }
    all.push_back(std::move(json));
  }
  return all;
}

Result<Stimulus> Code(const ReadyCodec& ready, const std::string& clip, uint64_t seed,
                      int threads) {
  auto reader = AudioReader::Open(clip);
  SPK_TRY(reader);
  const Codec& codec = ready.model->codec;
  EncodeOptions encode = ready.tested.encode;
  encode.threads = threads;
  std::ostringstream coded;
  const auto encoded = codec.Encode(*reader, coded, encode);
  SPK_TRY(encoded);
  std::istringstream in(coded.str());
  auto spk = SpkReader::Open(in);
  SPK_TRY(spk);
  DecodeOptions decode;
  decode.sampling_steps = ready.steps();
  decode.seed = seed;
  decode.threads = threads;
  SampleFile file;
  SPK_TRY(codec.Decode(*spk, file, decode));
  auto samples = ReadMono(file.Source().get(), kClipRate);
  SPK_TRY(samples);
  return Stimulus{
      .name = ready.tested.name, .samples = std::move(*samples), .bytes = encoded->bytes};
}

Result<Stimulus> CodeExternally(const TestedCodec& codec, const std::string& clip) {
  auto decode = RunExternalCodec(codec, clip);
  SPK_TRY(decode);
  return Stimulus{
      .name = codec.name, .samples = std::move(decode->samples), .bytes = decode->bytes};
}

// "03-Ballade_No_1".
std::string TrialName(size_t index, const std::string& recording) {
  std::string name = fmt::format("{:02}-{}", index + 1, fs::path(recording).stem().string());
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-') c = '_';
  }
  return name;
}

// What the codecs make of the same clip, which they get as a WAV of 16 bits.
Result<Trial> MakeTrial(const ListenCommand& command, const std::vector<ReadyCodec>& codecs,
                        const Task& task, int threads) {
  auto excerpt = ReadExcerpt(task.input, command.start, command.duration);
  SPK_TRY(excerpt);
  const ScratchFolder scratch;
  if (!scratch.status()) return tl::make_unexpected(scratch.status().error());
  const std::string clip = scratch.path() + "/clip.wav";
  SPK_TRY(WriteClip(excerpt->samples, clip));
  const auto index = static_cast<size_t>(&task - command.tasks.data());
  Trial trial{.name = TrialName(index, task.input),
              .recording = task.input,
              .start = excerpt->start,
              .stimuli = {}};
  trial.stimuli.push_back({.name = kReferenceName, .samples = std::move(excerpt->samples)});
  const size_t length = trial.stimuli.front().samples.size();
  for (const ReadyCodec& ready : codecs) {
    auto stimulus =
        ready.model ? Code(ready, clip, command.seed, threads) : CodeExternally(ready.tested, clip);
    if (!stimulus) {
      return Fail(stimulus.error().code, ready.tested.name + ": " + stimulus.error().message);
    }
    stimulus->samples.resize(length);
    trial.stimuli.push_back(std::move(*stimulus));
  }
  SPK_TRY(FinishTrial(&trial));
  return trial;
}

Result<void> WriteText(const std::string& path, bool force, const std::string& text) {
  auto output = TextOutput::Create(path, force);
  SPK_TRY(output);
  return output->Write(text);
}

// The page last: a folder that has one is whole.
Result<void> WriteTest(const ListeningTest& test, const std::string& folder, bool force) {
  for (const Trial& trial : test.trials) {
    for (const Stimulus& stimulus : trial.stimuli) {
      const std::string path = folder + "/" + ClipName(trial, stimulus);
      std::error_code error;
      fs::create_directories(fs::path(path).parent_path(), error);
      SPK_TRY(WriteText(path, force, stimulus.flac));
    }
  }
  SPK_TRY(WriteText(folder + "/manifest.json", force, ManifestText(test)));
  return WriteText(folder + "/test.html", force, TestPage(test));
}

}  // namespace

Result<int> MakeListeningTest(const ListenCommand& command) {
  const auto codecs = LoadCodecs(command);
  SPK_TRY(codecs);
  // Each task has a place of its own: several may be under way.
  std::vector<std::optional<Trial>> trials(command.tasks.size());
  auto code = RunTasks(command.tasks, command.workers, Recordings(),
                       [&](const Task& task, int threads, const TaskProgress& /*progress*/) {
                         auto trial = MakeTrial(command, *codecs, task, threads);
                         TaskReport report;
                         if (!trial) {
                           report.result = tl::make_unexpected(trial.error());
                           return report;
                         }
                         report.seconds = trial->seconds;
                         trials[static_cast<size_t>(&task - command.tasks.data())] =
                             std::move(*trial);
                         return report;
                       });
  if (!code) return code;
  ListeningTest test{.version = SPK_VERSION,
                     .made = fmt::format("{:%Y-%m-%d}", fmt::localtime(std::time(nullptr))),
                     .seed = command.seed,
                     .codecs = CodecsJson(*codecs),
                     .trials = {}};
  for (std::optional<Trial>& trial : trials) {
    if (trial) test.trials.push_back(std::move(*trial));
  }
  if (test.trials.empty()) return code;
  SPK_TRY(WriteTest(test, command.output, command.force));
  if (!command.workers.quiet) {
    spdlog::info("{}/test.html: {} of {} stimuli", command.output,
                 CountText(test.trials.size(), "trial", "trials"),
                 test.trials.front().stimuli.size());
  }
  return code;
}

}  // namespace spk
