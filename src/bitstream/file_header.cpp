#include "bitstream/file_header.h"

#include <algorithm>

#include "bitstream/crc32.h"
#include "bitstream/little_endian.h"

namespace spk {
namespace {

// Starts with a UTF-8 continuation byte: neither text nor UTF-8.
constexpr std::array<uint8_t, 4> kMagic = {0xB5, 'S', 'P', 'K'};

enum Offset : uint8_t {
  kVersionAt = 4,
  kFlagsAt = 5,
  kSourceChannelsAt = 6,
  kCodedChannelsAt = 7,
  kSourceRateAt = 8,
  kCodecRateAt = 12,
  kUnitsAt = 16,
  kStepsAt = 18,
  kHopAt = 20,
  kLoudnessSpacingAt = 22,
  kHighUnitsAt = 23,  // bits 16 to 23 of the number of units
  kModelIdAt = 24,
  kCrcAt = 32,
};

enum Flag : uint8_t {
  kFamilyMask = 0x03,
  kWide = 0x04,     // the matrix is larger than the first programs could read
  kStreams = 0x08,  // segments carry streams
};

// What programs that know no flags can read.
constexpr int kNarrowUnits = 1024;
constexpr int kNarrowCells = 1 << 18;
constexpr int kNewestFamily = 1;
constexpr size_t kNarrowChunkBody = size_t{1} << 20;

uint64_t CeilDivide(uint64_t a, uint64_t b) { return a / b + (a % b != 0 ? 1 : 0); }

template <typename T>
bool IsOutside(T value, T low, T high) {
  return value < low || value > high;
}

uint8_t FlagsOf(const FileHeader& header) {
  const bool wide = header.units > kNarrowUnits || header.units * header.steps > kNarrowCells;
  return static_cast<uint8_t>((wide ? kWide : 0) | (header.streams ? kStreams : 0) |
                              header.packing_family);
}

tl::unexpected<Error> Outside(const std::string& what) {
  return Fail(ErrorCode::kUsage, what + " is outside the format's limits");
}

}  // namespace

uint64_t FileHeader::steps_of_frames(uint64_t frames) const {
  const uint64_t samples = CeilDivide(frames * codec_rate, source_rate);
  return CeilDivide(samples, static_cast<uint64_t>(hop));
}

std::string ModelIdText(const ModelId& id) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (const uint8_t byte : id) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

Result<void> Validate(const Geometry& geometry) {
  const char* broken = nullptr;
  if (IsOutside(geometry.codec_rate, 1U, kMaxSampleRate)) broken = "codec sample rate";
  if (IsOutside(geometry.units, 1, kMaxUnits)) broken = "number of units";
  if (IsOutside(geometry.steps, 1, kMaxSteps)) broken = "number of steps";
  if (IsOutside(geometry.hop, 1, 65535)) broken = "hop";
  if (IsOutside(geometry.loudness_spacing, 0, 255)) broken = "loudness spacing";
  if (broken == nullptr && geometry.units * geometry.steps > kMaxCells) broken = "segment size";
  return broken == nullptr ? Result<void>() : Outside(broken);
}

Result<void> Validate(const FileHeader& header) {
  SPK_TRY(Validate(static_cast<const Geometry&>(header)));
  if (IsOutside(header.source_rate, 1U, kMaxSampleRate)) return Outside("source sample rate");
  if (IsOutside(header.source_channels, 1, 2)) return Outside("number of source channels");
  if (IsOutside(header.coded_channels, 1, header.source_channels)) {
    return Outside("number of channels");
  }
  if (IsOutside(header.packing_family, 0, kNewestFamily)) return Outside("packing family");
  return {};
}

size_t MaxChunkBody(const FileHeader& header) {
  return FlagsOf(header) != 0 ? kMaxChunkBody : kNarrowChunkBody;
}

std::array<uint8_t, kHeaderBytes> EncodeHeader(const FileHeader& header) {
  std::array<uint8_t, kHeaderBytes> bytes{};
  const std::span all(bytes);
  std::copy(kMagic.begin(), kMagic.end(), bytes.begin());
  bytes[kVersionAt] = kFormatVersion;
  bytes[kFlagsAt] = FlagsOf(header);
  bytes[kSourceChannelsAt] = static_cast<uint8_t>(header.source_channels);
  bytes[kCodedChannelsAt] = static_cast<uint8_t>(header.coded_channels);
  StoreLittleEndian(header.source_rate, all.subspan(kSourceRateAt));
  StoreLittleEndian(header.codec_rate, all.subspan(kCodecRateAt));
  StoreLittleEndian(static_cast<uint16_t>(header.units & 0xFFFF), all.subspan(kUnitsAt));
  StoreLittleEndian(static_cast<uint16_t>(header.steps), all.subspan(kStepsAt));
  StoreLittleEndian(static_cast<uint16_t>(header.hop), all.subspan(kHopAt));
  bytes[kHighUnitsAt] = static_cast<uint8_t>(header.units >> 16);
  bytes[kLoudnessSpacingAt] = static_cast<uint8_t>(header.loudness_spacing);
  std::copy(header.model_id.begin(), header.model_id.end(), bytes.begin() + kModelIdAt);
  StoreLittleEndian(Crc32(all.first(kCrcAt)), all.subspan(kCrcAt));
  return bytes;
}

Result<FileHeader> DecodeHeader(std::span<const uint8_t> bytes) {
  const size_t magic_bytes = std::min(bytes.size(), kMagic.size());
  if (bytes.empty()) return Fail(ErrorCode::kNotSpk, "not a .spk file: it is empty");
  if (!std::equal(kMagic.begin(), kMagic.begin() + static_cast<ptrdiff_t>(magic_bytes),
                  bytes.begin())) {
    return Fail(ErrorCode::kNotSpk, "not a .spk file");
  }
  if (bytes.size() > kVersionAt && bytes[kVersionAt] != kFormatVersion) {
    return Fail(ErrorCode::kNotSpk, "format version " + std::to_string(bytes[kVersionAt]) +
                                        " is not supported (this program reads version 1)");
  }
  if (bytes.size() < kHeaderBytes) return Fail(ErrorCode::kCorrupt, "header is truncated");
  if (Crc32(bytes.first(kCrcAt)) != LoadLittleEndian<uint32_t>(bytes.subspan(kCrcAt))) {
    return Fail(ErrorCode::kCorrupt, "header checksum does not match");
  }
  if ((bytes[kFlagsAt] & ~(kFamilyMask | kWide | kStreams)) != 0 ||
      (bytes[kFlagsAt] & kFamilyMask) > kNewestFamily) {
    return Fail(ErrorCode::kNotSpk, "header flags need a newer version of spk");
  }

  FileHeader header;
  header.source_rate = LoadLittleEndian<uint32_t>(bytes.subspan(kSourceRateAt));
  header.codec_rate = LoadLittleEndian<uint32_t>(bytes.subspan(kCodecRateAt));
  header.source_channels = bytes[kSourceChannelsAt];
  header.coded_channels = bytes[kCodedChannelsAt];
  header.units = LoadLittleEndian<uint16_t>(bytes.subspan(kUnitsAt)) | bytes[kHighUnitsAt] << 16;
  header.steps = LoadLittleEndian<uint16_t>(bytes.subspan(kStepsAt));
  header.hop = LoadLittleEndian<uint16_t>(bytes.subspan(kHopAt));
  header.loudness_spacing = bytes[kLoudnessSpacingAt];
  std::copy_n(bytes.begin() + kModelIdAt, header.model_id.size(), header.model_id.begin());
  if (const auto valid = Validate(header); !valid) {
    return Fail(ErrorCode::kCorrupt, "header: " + valid.error().message);
  }
  header.streams = (bytes[kFlagsAt] & kStreams) != 0;
  header.packing_family = bytes[kFlagsAt] & kFamilyMask;
  if (bytes[kFlagsAt] != FlagsOf(header)) {
    return Fail(ErrorCode::kCorrupt, "header: its flags do not fit the size of its matrices");
  }
  return header;
}

}  // namespace spk
