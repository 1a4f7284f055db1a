// What a .spk file carries: header, tags, segments, end. src/bitstream/FORMAT.md is the standard.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "spk/error.h"
#include "spk/event_matrix.h"
#include "spk/packing.h"

namespace spk {

inline constexpr int kFormatVersion = 1;
inline constexpr double kLoudnessStepDb = 1.5;

// Hard limits of the format; a reader rejects what exceeds them before it takes memory.
inline constexpr int kMaxUnits = 1024;
inline constexpr int kMaxSteps = 4096;
inline constexpr int kMaxCells = 1 << 18;  // units * steps of one segment
inline constexpr uint32_t kMaxSampleRate = 768000;
inline constexpr uint64_t kMaxFrames = uint64_t{1} << 40;
inline constexpr size_t kMaxChunkBody = size_t{1} << 20;

// First bytes of the SHA-256 of a weights file, by which .spk files name their model.
using ModelId = std::array<uint8_t, 8>;

std::string ModelIdText(const ModelId& id);  // 16 hexadecimal digits

struct FileHeader {
  uint32_t source_rate = 44100;  // Hz, of the recording that was encoded
  int source_channels = 1;       // 1 or 2
  int coded_channels = 1;        // 1 = mono or mid, 2 = mid and side
  uint32_t codec_rate = 22050;   // Hz, at which the model runs
  int units = 80;                // N
  int steps = 256;               // T, of every segment but the last
  int hop = 512;                 // samples a step at codec_rate
  int loudness_spacing = 64;     // steps a loudness point; 0 = no loudness points
  ModelId model_id{};

  double steps_per_second() const { return static_cast<double>(codec_rate) / hop; }
  // Loudness points of a segment of `segment_steps`.
  int loudness_points(int segment_steps) const {
    return loudness_spacing == 0 ? 0 : (segment_steps + loudness_spacing - 1) / loudness_spacing;
  }
  // Steps that `frames` frames at source_rate take: ceil(ceil(frames * codec_rate / source_rate) /
  // hop). frames <= kMaxFrames.
  uint64_t steps_of_frames(uint64_t frames) const;

  bool operator==(const FileHeader&) const = default;
};

// Nothing where all fields are within the format's limits, else what is not.
Result<void> Validate(const FileHeader& header);

// A metadata field in the manner of a Vorbis comment: NAME=value.
struct Tag {
  std::string name;   // printable ASCII without '='
  std::string value;  // UTF-8

  bool operator==(const Tag&) const = default;
};

// `steps` steps of one channel, independent of all other segments in its bits.
struct Segment {
  uint64_t index = 0;            // position in time: the first step is index * header.steps
  int channel = 0;               // 0 = mono or mid, 1 = side
  int mu = 0;                    // compression prompt of a mu-SPARSE model, 0..31
  std::vector<int8_t> loudness;  // RMS in kLoudnessStepDb of full scale, one point a spacing
  EventMatrix events;            // [units, steps]

  bool operator==(const Segment&) const = default;
};

// CRC-32 of all that a segment says, whatever its packing; `previous` continues the sum of the
// segments before. To compare what was coded with what was read.
uint32_t SegmentChecksum(const Segment& segment, uint32_t previous = 0);

// A segment as read, with what a reader may want to know of its coding.
struct CodedSegment {
  Segment segment;
  Packing packing = Packing::kDense;
  uint64_t event_count = 0;
  uint64_t offset = 0;       // of the chunk in the file, in bytes
  uint64_t chunk_bytes = 0;  // of the whole chunk
};

struct EndOfFile {
  uint64_t source_frames = 0;  // exact length of the recording at source_rate
  uint32_t segments = 0;       // of all channels
  uint32_t events_crc = 0;     // CRC-32 over all event matrices, see FORMAT.md
};

using FileItem = std::variant<Tag, CodedSegment, EndOfFile>;

}  // namespace spk
