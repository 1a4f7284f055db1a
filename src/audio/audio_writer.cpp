#include "audio/audio_writer.h"

#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <utility>

#include "audio/audio_tags.h"
#include "audio/byte_output.h"
#include "audio/wav_header.h"

namespace spk {
namespace {

ByteOutput* Output(void* user_data) { return static_cast<ByteOutput*>(user_data); }

// libsndfile writes through us because it does not tell of all errors, least of all when closing.
SF_VIRTUAL_IO VirtualIo() {
  return {
      .get_filelen = [](void* user_data) -> sf_count_t {
        const sf_count_t here = lseek(Output(user_data)->fd(), 0, SEEK_CUR);
        const sf_count_t length = lseek(Output(user_data)->fd(), 0, SEEK_END);
        lseek(Output(user_data)->fd(), here, SEEK_SET);
        return length;
      },
      .seek = [](sf_count_t offset, int whence, void* user_data) -> sf_count_t {
        return lseek(Output(user_data)->fd(), offset, whence);
      },
      .read = [](void* /*bytes*/, sf_count_t /*count*/, void* /*user_data*/) -> sf_count_t {
        return 0;
      },
      .write = [](const void* bytes, sf_count_t count, void* user_data) -> sf_count_t {
        Output(user_data)->Write({static_cast<const uint8_t*>(bytes), static_cast<size_t>(count)});
        return Output(user_data)->Status() ? count : 0;
      },
      .tell = [](void* user_data) -> sf_count_t {
        return lseek(Output(user_data)->fd(), 0, SEEK_CUR);
      },
  };
}

// As libsndfile writes it; 0 for what is written here.
int FileFormat(const AudioWriterOptions& options) {
  const int bits = options.sample_type == SampleType::k16Bit   ? SF_FORMAT_PCM_16
                   : options.sample_type == SampleType::k24Bit ? SF_FORMAT_PCM_24
                                                               : SF_FORMAT_FLOAT;
  switch (options.container) {
    case AudioContainer::kFlac:
      return SF_FORMAT_FLAC | bits;
    case AudioContainer::kAiff:
      return SF_FORMAT_AIFF | bits;
    case AudioContainer::kOgg:
      return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    default:
      return 0;
  }
}

}  // namespace

Result<void> Validate(const AudioWriterOptions& options) {
  if (options.container == AudioContainer::kFlac && options.sample_type == SampleType::kFloat) {
    return Fail(ErrorCode::kUsage, "FLAC cannot hold float samples: choose 16 or 24 bits");
  }
  return {};
}

void AudioWriter::CloseHandle::operator()(sf_private_tag* file) const { sf_close(file); }

AudioWriter::AudioWriter(AudioWriterOptions options) : options_(std::move(options)) {
  if (options_.name.empty()) {
    options_.name = options_.path == "-" ? "standard output" : options_.path;
  }
}

AudioWriter::~AudioWriter() = default;

Result<void> AudioWriter::Open(const AudioFormat& format) {
  assert(!output_);
  if (Result<void> valid = Validate(options_); !valid) return valid;
  Result<std::unique_ptr<ByteOutput>> output = ByteOutput::Open(options_.path, options_.name);
  SPK_TRY(output);
  output_ = std::move(*output);
  rewritable_ = output_->rewritable();
  format_ = format;
  if (!options_.software.empty()) format_.tags.push_back({kSoftwareTag, options_.software});
  if (const int kind = FileFormat(options_); kind != 0) return OpenFile(kind);
  if (options_.container == AudioContainer::kWav) {
    WriteWavHeader(rewritable_ ? std::optional<uint64_t>(0) : std::nullopt);
  }
  return Status();
}

Result<void> AudioWriter::OpenFile(int kind) {
  if (!rewritable_) {
    // FLAC begins with the number of samples and their MD5 sum, AIFF with its size, known at the
    // end only.
    Result<std::unique_ptr<ByteOutput>> spool = ByteOutput::Temporary();
    SPK_TRY(spool);
    spool_ = std::move(*spool);
  }
  SF_INFO info{};
  info.format = kind;
  info.samplerate = format_.sample_rate;
  info.channels = format_.channels;
  ByteOutput* target = spool_ ? spool_.get() : output_.get();
  SF_VIRTUAL_IO virtual_io = VirtualIo();
  file_.reset(sf_open_virtual(&virtual_io, SFM_WRITE, &info, target));
  if (!file_) return Fail(ErrorCode::kOutput, options_.name + ": " + sf_strerror(nullptr));
  sf_command(file_.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);  // it holds the time
  double quality = 0.5;
  sf_command(file_.get(), SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof(quality));
  WriteTags(format_.tags, file_.get());
  return Status();
}

Result<void> AudioWriter::Write(std::span<const float> interleaved) {
  assert(output_);
  samples_ += interleaved.size();
  constexpr uint64_t kAiffBytes = 0xFFFF0000;  // less its header
  if (options_.container == AudioContainer::kAiff &&
      samples_ * static_cast<uint64_t>(bits() / 8) > kAiffBytes) {
    return Fail(ErrorCode::kOutput, options_.name + ": AIFF cannot hold more than 4 GiB");
  }
  if (file_) {
    WriteFile(interleaved);
  } else {
    const bool floats = options_.sample_type == SampleType::kFloat;
    std::vector<uint8_t> bytes;
    for (const float x : interleaved) {
      const uint32_t sample = floats ? std::bit_cast<uint32_t>(x) : Quantize(x);
      AppendLittleEndian(sample, bits() / 8, &bytes);
    }
    output_->Write(bytes);
  }
  return Status();
}

Result<void> AudioWriter::Close() {
  assert(output_);
  if (options_.container == AudioContainer::kWav && rewritable_) CloseWav();
  if (file_) {
    if (Result<void> closed = CloseFile(); !closed) return closed;
  }
  output_->Close();
  return Status();
}

void AudioWriter::WriteWavHeader(std::optional<uint64_t> data_bytes) {
  output_->Write(WavHeader(format_, bits(), data_bytes));
}

void AudioWriter::CloseWav() {
  const uint64_t data_bytes = samples_ * static_cast<uint64_t>(bits() / 8);
  constexpr uint8_t kPadding = 0;
  if (data_bytes % 2 != 0) output_->Write({&kPadding, 1});
  output_->Rewind();
  WriteWavHeader(data_bytes);
}

void AudioWriter::WriteFile(std::span<const float> interleaved) {
  // libvorbis keeps what it is given at once on the stack.
  const size_t block = size_t{1024} * static_cast<size_t>(format_.channels);
  const bool floats =
      options_.container == AudioContainer::kOgg || options_.sample_type == SampleType::kFloat;
  const int shift = 32 - bits();  // libsndfile wants full scale at 2^31
  for (; !interleaved.empty();
       interleaved = interleaved.subspan(std::min(block, interleaved.size()))) {
    const auto samples = interleaved.first(std::min(block, interleaved.size()));
    if (floats) {
      sf_write_float(file_.get(), samples.data(), std::ssize(samples));
      continue;
    }
    std::vector<int32_t> integers;
    for (const float x : samples) integers.push_back(Quantize(x) << shift);
    sf_write_int(file_.get(), integers.data(), std::ssize(integers));
  }
}

Result<void> AudioWriter::CloseFile() {
  // libsndfile writes no header of its own accord where there are no samples.
  if (samples_ == 0) sf_command(file_.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0);
  const int error = sf_close(file_.release());
  if (Result<void> status = Status(); !status) return status;
  if (error != SF_ERR_NO_ERROR) {
    return Fail(ErrorCode::kOutput, options_.name + ": " + sf_error_number(error));
  }
  if (spool_) output_->Copy(*spool_);
  return {};
}

int AudioWriter::bits() const {
  switch (options_.sample_type) {
    case SampleType::k16Bit:
      return 16;
    case SampleType::k24Bit:
      return 24;
    case SampleType::kFloat:
      break;
  }
  return 32;
}

int32_t AudioWriter::Quantize(float x) {
  const auto full_scale = static_cast<double>(int64_t{1} << (bits() - 1));
  const double nearest = std::isnan(x) ? 0 : std::round(x * full_scale);
  const double held = std::clamp(nearest, -full_scale, full_scale - 1);
  if (held != nearest) ++clipped_;
  return static_cast<int32_t>(held);
}

Result<void> AudioWriter::Status() const {
  if (spool_ && !spool_->Status()) return spool_->Status();
  if (Result<void> status = output_->Status(); !status) return status;
  if (file_ && sf_error(file_.get()) != SF_ERR_NO_ERROR) {
    return Fail(ErrorCode::kOutput, options_.name + ": cannot write: " + sf_strerror(file_.get()));
  }
  return {};
}

}  // namespace spk
