#include "audio/audio_reader.h"

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <utility>

#include "audio/audio_decoder.h"
#include "audio/file_kind.h"
#include "audio/input_descriptor.h"

namespace spk {
namespace {

Result<std::unique_ptr<AudioDecoder>> OpenKind(int fd, FileKind kind) {
  switch (kind) {
    case FileKind::kFlac:
      return OpenFlac(fd, false);
    case FileKind::kOggFlac:
      return OpenFlac(fd, true);
    case FileKind::kMp3:
      return OpenMp3(fd);
    case FileKind::kOther:
      break;
  }
  return OpenWithSndfile(fd);
}

}  // namespace

AudioReader::AudioReader(std::string path, int fd, std::unique_ptr<AudioDecoder> decoder)
    : path_(std::move(path)), fd_(fd), decoder_(std::move(decoder)) {}
AudioReader::AudioReader(AudioReader&&) noexcept = default;
AudioReader& AudioReader::operator=(AudioReader&&) noexcept = default;
AudioReader::~AudioReader() = default;

Result<AudioReader> AudioReader::Open(const std::string& path) {
  const auto fail = [](const std::string& reason) {
    return Fail(ErrorCode::kInput, "cannot read as audio: " + reason);
  };
  const Result<int> fd = OpenInput(path);
  if (!fd && fd.error().code != ErrorCode::kInput) return tl::make_unexpected(fd.error());
  if (!fd) return fail(fd.error().message);
  constexpr size_t kHead = 64;
  const std::string head = BytesAt(*fd, 0, kHead);
  const std::string refused = RefusedKind(head);
  auto decoder = OpenKind(*fd, KindOf(head, path));
  if (decoder) return AudioReader(path, *fd, std::move(*decoder));
  if (refused.empty()) return fail(decoder.error().message);
  return fail("it is " + refused + ", which has to be converted first: ffmpeg -i FILE x.wav");
}

int AudioReader::sample_rate() const { return decoder_->facts().sample_rate; }
int AudioReader::channels() const { return decoder_->facts().channels; }
int64_t AudioReader::frames() const { return decoder_->facts().frames; }
const std::vector<Tag>& AudioReader::tags() const { return decoder_->facts().tags; }

const std::string& AudioReader::software() const { return decoder_->facts().software; }

Result<bool> AudioReader::Rewind() {
  std::error_code ignored;
  if (path_ == "-" || !std::filesystem::is_regular_file(path_, ignored)) return false;
  auto again = Open(path_);
  SPK_TRY(again);
  *this = std::move(*again);
  return true;
}

Result<int64_t> AudioReader::Read(std::span<float> interleaved) {
  assert(interleaved.size() % static_cast<size_t>(channels()) == 0);
  auto read = decoder_->Read(interleaved);
  SPK_TRY(read);
  if (*read * channels() < std::ssize(interleaved)) {
    SPK_TRY(CheckReadable(fd_));  // decoders take for the end what the system cannot read
  }
  return read;
}

Result<void> AudioReader::Skip(int64_t frames) {
  if (decoder_->Skip(frames)) return {};
  constexpr int64_t kBlock = 1 << 14;
  std::vector<float> block(static_cast<size_t>(kBlock * channels()));
  while (frames > 0) {
    const int64_t wanted = std::min(frames, kBlock);
    const auto read = Read(std::span(block).first(static_cast<size_t>(wanted * channels())));
    SPK_TRY(read);
    if (*read < wanted) break;
    frames -= wanted;
  }
  return {};
}

std::vector<std::string> AudioReader::Warnings() const { return decoder_->Warnings(); }

}  // namespace spk
