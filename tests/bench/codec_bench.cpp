// The program as its users run it, on five minutes made of the bundled clip: `codec_bench SPK
// CLIP`. Whole commands at two threads, start-up and loading of the model included; and the most
// memory a command took, on five minutes and on an hour.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "audio/audio_reader.h"
#include "audio/audio_writer.h"

namespace spk {
namespace {

std::vector<float> ReadAll(AudioReader* reader) {
  std::vector<float> samples(static_cast<size_t>(reader->frames() * reader->channels()));
  return reader->Read(samples) ? samples : std::vector<float>();
}

bool Repeat(const std::string& clip, double seconds, const std::string& path) {
  auto reader = AudioReader::Open(clip);
  if (!reader) return false;
  const auto samples = ReadAll(&*reader);
  AudioWriter writer({.path = path, .name = path});
  if (!writer.Open({reader->sample_rate(), reader->channels(), {}})) return false;
  const auto wanted = static_cast<size_t>(seconds * reader->sample_rate()) *
                      static_cast<size_t>(reader->channels());
  for (size_t written = 0; written < wanted;) {
    const size_t count = std::min(samples.size(), wanted - written);
    if (!writer.Write(std::span(samples).first(count))) return false;
    written += count;
  }
  return writer.Close().has_value();
}

struct Cost {
  double seconds = 0;
  double megabytes = 0;  // peak resident set
};

Cost Run(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));  // execv wants it so
  }
  arguments.push_back(nullptr);
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  if (status != 0) std::printf("%s %s failed\n", command[0].c_str(), command[1].c_str());
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return {elapsed.count(), static_cast<double>(usage.ru_maxrss) / 1024};
}

void Measure(const std::string& spk, const std::string& clip, const std::string& folder,
             double seconds, const std::vector<std::string>& refinements,
             const std::vector<std::string>& steps) {
  const std::string wav = folder + "/x.wav";
  const std::string coded = folder + "/x.spk";
  if (!Repeat(clip, seconds, wav)) {
    std::printf("cannot make %s\n", wav.c_str());
    return;
  }
  const auto print = [&](const std::string& name, const Cost& cost) {
    std::printf("%-22s %5.0f min %8.1f s %7.1f x real time %6.0f MB\n", name.c_str(), seconds / 60,
                cost.seconds, seconds / cost.seconds, cost.megabytes);
    std::fflush(stdout);
  };
  const std::vector<std::string> common = {"-q", "-f", "--threads", "2", "-o"};
  const auto command = [&](std::vector<std::string> front, const std::vector<std::string>& back) {
    front.insert(front.end(), common.begin(), common.end());
    front.insert(front.end(), back.begin(), back.end());
    return front;
  };
  for (const std::string& count : refinements) {
    print("encode --refine " + count,
          Run(command({spk, "encode", "--refine", count}, {coded, wav})));
  }
  for (const std::string& count : steps) {
    print("decode --steps " + count, Run(command({spk, "decode", "--steps", count}, {wav, coded})));
  }
}

}  // namespace
}  // namespace spk

int main(int argc, char** argv) {
  if (argc != 3) {
    std::printf("usage: codec_bench SPK CLIP\n");
    return 2;
  }
  std::string folder = std::filesystem::temp_directory_path() / "spk-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return 1;
  spk::Measure(argv[1], argv[2], folder, 300, {"16", "4", "1", "0"}, {"0", "2", "8"});
  spk::Measure(argv[1], argv[2], folder, 3 * 3600, {"1"}, {"0"});  // for the memory
  std::filesystem::remove_all(folder);
  return 0;
}
