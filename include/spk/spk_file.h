// What a .spk file carries: header, tags, segments, end. src/bitstream/FORMAT.md is the standard.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "spk/error.h"
#include "spk/event_matrix.h"
#include "spk/geometry.h"
#include "spk/packing.h"

namespace spk {

inline constexpr int kFormatVersion = 1;
inline constexpr double kLoudnessStepDb = 1.5;

// Hard limits of the format; a reader rejects what exceeds them before it takes memory. The widest
// matrix is that of a transform of 2^17 coefficients a segment, each a sign and 63 levels.
inline constexpr int kMaxUnits = 1 << 18;
inline constexpr int kMaxSteps = 4096;
inline constexpr int kMaxCells = 1 << 23;  // units * steps of one segment
inline constexpr uint32_t kMaxSampleRate = 768000;
inline constexpr uint64_t kMaxFrames = uint64_t{1} << 40;
inline constexpr size_t kMaxChunkBody = (size_t{1} << 21) - 1;

// By which .spk files name their model: the first bytes of a SHA-256 over what its decode depends
// on.
using ModelId = std::array<uint8_t, 8>;

std::string ModelIdText(const ModelId& id);  // 16 hexadecimal digits

struct FileHeader : Geometry {
  uint32_t source_rate = 44100;  // Hz, of the recording that was encoded
  int source_channels = 1;       // 1 or 2
  int coded_channels = 1;        // 1 = mono or mid, 2 = mid and side
  ModelId model_id{};
  bool streams = false;    // segments may carry streams beside their events
  int packing_family = 0;  // 1: segments may be coded adaptively, spk/packing_family.h

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

// What a segment carries beside its events and loudness, for models to come. Who does not know a
// type under 0x80 cannot decode the segment, others may be passed over.
struct SegmentStream {
  uint8_t type = 0;
  std::vector<uint8_t> bytes;
  bool operator==(const SegmentStream&) const = default;
};

// `steps` steps of one channel, independent of all other segments in its bits.
struct Segment {
  uint64_t index = 0;            // position in time: the first step is index * header.steps
  int channel = 0;               // 0 = mono or mid, 1 = side
  int mu = 0;                    // compression prompt of a mu-SPARSE model, 0..31
  std::vector<int8_t> loudness;  // RMS in kLoudnessStepDb of full scale, one point a spacing
  EventMatrix events;            // [units, steps]
  std::vector<SegmentStream> streams = {};  // by ascending type

  bool operator==(const Segment&) const = default;
};

// CRC-32 over the events of one segment after those of all before, as the end chunk has it: index,
// channel, steps and cells. FORMAT.md section 5.
uint32_t EventsChecksum(const Segment& segment, uint32_t previous = 0);

// CRC-32 of all that a segment says, whatever its packing; `previous` continues the sum of the
// segments before. To compare what was coded with what was read.
uint32_t SegmentChecksum(const Segment& segment, uint32_t previous = 0);

// A segment with its events as in the file: what is read in turn and unpacked side by side.
struct PackedSegment {
  Segment segment;  // as read, without its events
  int steps = 0;
  PackedEvents events;
  uint64_t offset = 0;       // of the chunk in the file, in bytes, as read
  uint64_t chunk_bytes = 0;  // of the whole chunk
};

// A segment as read and unpacked, with what a reader may want to know of its coding.
struct CodedSegment {
  Segment segment;
  Packing packing = Packing::kDense;
  uint64_t payload_bits = 0;  // of its events, up to 7 bits of padding with them
  uint64_t event_count = 0;
  uint64_t offset = 0;       // of the chunk in the file, in bytes
  uint64_t chunk_bytes = 0;  // of the whole chunk
};

struct EndOfFile {
  uint64_t source_frames = 0;  // exact length of the recording at source_rate
  uint32_t segments = 0;       // of all channels
  uint32_t events_crc = 0;     // CRC-32 over all event matrices, see FORMAT.md
};

using PackedItem = std::variant<Tag, PackedSegment, EndOfFile>;
using FileItem = std::variant<Tag, CodedSegment, EndOfFile>;

}  // namespace spk
