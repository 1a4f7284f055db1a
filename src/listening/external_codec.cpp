#include "listening/external_codec.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "audio/audio_reader.h"
#include "audio/codec_input.h"
#include "listening/clip.h"
#include "system/child_program.h"
#include "system/run_program.h"
#include "system/temporary.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

std::string Replaced(std::string text, const std::string& what, const std::string& with) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.replace(at, what.size(), with);
    at += with.size();
  }
  return text;
}

}  // namespace

Result<ExternalDecode> RunExternalCodec(const TestedCodec& codec, const std::string& clip) {
  const ScratchFolder scratch;
  if (!scratch.status()) return tl::make_unexpected(scratch.status().error());
  const std::string coded = scratch.path() + "/coded";
  const std::string decoded = scratch.path() + "/decoded.wav";
  for (std::vector<std::string> words : codec.commands) {
    for (std::string& word : words) {
      word = Replaced(std::move(word), "{in}", clip);
      word = Replaced(std::move(word), "{coded}", coded);
      word = Replaced(std::move(word), "{out}", decoded);
    }
    SPK_TRY(RunProgram(words, ".", ""));
  }
  const auto read = [&]() -> Result<std::vector<float>> {
    auto reader = AudioReader::Open(decoded);
    SPK_TRY(reader);
    return ReadMono(&*reader, kClipRate);
  };
  auto samples = read();
  if (!samples) return Fail(samples.error().code, "what it wrote: " + samples.error().message);
  ExternalDecode decode{.samples = std::move(*samples), .bytes = std::nullopt};
  std::error_code none;
  if (const auto size = fs::file_size(coded, none); !none) decode.bytes = size;
  return decode;
}

std::string ProgramVersion(const std::string& program) {
  const ScratchFolder scratch;
  const std::string output = scratch.path() + "/version";
  std::string line;
  if (RunChild({.program = FindProgram(program), .words = {program, "--version"}, .output = output},
               {})) {
    std::ifstream in(output);
    std::getline(in, line);
  }
  return line;
}

}  // namespace spk
