#include "midi/midi_onsets.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace spk {
namespace {

constexpr uint32_t kDefaultTempo = 500000;  // microseconds a quarter note, 120 a minute
constexpr uint8_t kDrums = 9;               // channel 10
constexpr uint8_t kNoteOn = 0x90;
constexpr uint8_t kSysEx = 0xF0;
constexpr uint8_t kSysExRest = 0xF7;
constexpr uint8_t kMeta = 0xFF;
constexpr uint8_t kEndOfTrack = 0x2F;
constexpr uint8_t kSetTempo = 0x51;

tl::unexpected<Error> Bad(std::string reason) { return Fail(ErrorCode::kInput, std::move(reason)); }

// What moves time or begins a note.
struct TimedEvent {
  uint64_t tick = 0;
  int pitch = -1;      // of a note, else it is a tempo
  uint32_t tempo = 0;  // microseconds a quarter note
};

// Reads front to back; past the end there is an error, never a byte.
class Reader {
 public:
  explicit Reader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  bool at_end() const { return bytes_.empty(); }
  uint8_t Peek() const { return bytes_.front(); }  // not at the end

  Result<std::span<const uint8_t>> Take(size_t count) {
    if (count > bytes_.size()) return Bad("the MIDI file is truncated");
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }

  // Big-endian, of up to four bytes.
  Result<uint32_t> Number(size_t count) {
    const auto bytes = Take(count);
    SPK_TRY(bytes);
    uint32_t value = 0;
    for (const uint8_t byte : *bytes) value = value << 8 | byte;
    return value;
  }

  // Seven bits a byte, the last with bit 7 clear; at most four.
  Result<uint32_t> VariableLength() {
    uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const auto byte = Number(1);
      SPK_TRY(byte);
      value = value << 7 | (*byte & 0x7F);
      if (*byte < 0x80) return value;
    }
    return Bad("the MIDI file has a number of more than four bytes");
  }

 private:
  std::span<const uint8_t> bytes_;
};

// One MTrk chunk.
class Track {
 public:
  Track(std::span<const uint8_t> bytes, std::vector<TimedEvent>* events)
      : reader_(bytes), events_(events) {}

  Result<void> Read() {
    while (!reader_.at_end() && !ended_) {
      const auto delta = reader_.VariableLength();
      SPK_TRY(delta);
      tick_ += *delta;
      SPK_TRY(ReadEvent());
    }
    return {};
  }

 private:
  Result<void> ReadEvent() {
    if (reader_.at_end()) return Bad("the MIDI file is truncated");
    if (reader_.Peek() >= 0x80) status_ = static_cast<uint8_t>(*reader_.Number(1));
    if (status_ >= kSysEx) {
      const uint8_t status = status_;
      status_ = 0;  // what follows cannot run on it
      return ReadMetaOrSysEx(status);
    }
    if (status_ == 0) return Bad("the MIDI file has an event without a status");
    return ReadChannelEvent();
  }

  Result<void> ReadChannelEvent() {
    const uint8_t kind = status_ & 0xF0;
    const bool one_byte = kind == 0xC0 || kind == 0xD0;  // program, pressure of a channel
    const auto data = reader_.Take(one_byte ? 1 : 2);
    SPK_TRY(data);
    if (std::ranges::any_of(*data, [](uint8_t byte) { return byte >= 0x80; })) {
      return Bad("the MIDI file has a status where data should be");
    }
    const bool begins = kind == kNoteOn && (*data)[1] > 0;  // at velocity 0 a note ends
    if (begins && (status_ & 0x0F) != kDrums) {
      events_->push_back({.tick = tick_, .pitch = (*data)[0]});
    }
    return {};
  }

  Result<void> ReadMetaOrSysEx(uint8_t status) {
    if (status != kMeta && status != kSysEx && status != kSysExRest) {
      return Bad("the MIDI file has a message that is for wires alone");
    }
    const auto type = status == kMeta ? reader_.Number(1) : Result<uint32_t>(0);
    SPK_TRY(type);
    const auto length = reader_.VariableLength();
    SPK_TRY(length);
    const auto data = reader_.Take(*length);
    SPK_TRY(data);
    if (*type == kSetTempo) {
      if (*length != 3) return Bad("the MIDI file has a tempo that is not three bytes");
      events_->push_back({.tick = tick_, .pitch = -1, .tempo = *Reader(*data).Number(3)});
    }
    ended_ = *type == kEndOfTrack;
    return {};
  }

  Reader reader_;
  std::vector<TimedEvent>* events_;
  uint64_t tick_ = 0;
  uint8_t status_ = 0;  // running
  bool ended_ = false;
};

// How long a tick is.
struct Division {
  double per_quarter = 0;         // ticks a quarter note,
  std::optional<double> seconds;  // or the tick itself, whatever the tempo (SMPTE)
};

struct Header {
  uint32_t tracks = 0;
  Division division;
};

Result<Division> ParseDivision(uint32_t word) {
  if (word < 0x8000) {
    if (word == 0) return Bad("the MIDI file has no ticks");
    return Division{.per_quarter = static_cast<double>(word), .seconds = {}};
  }
  const uint32_t frames = 256 - (word >> 8);  // a second; 29 means 30000 / 1001
  const uint32_t ticks = word & 0xFF;
  if (ticks == 0) return Bad("the MIDI file has no ticks");
  const double rate = frames == 29 ? 30000.0 / 1001 : frames;
  return Division{.per_quarter = 0, .seconds = 1 / (rate * ticks)};
}

bool IsType(std::span<const uint8_t> bytes, std::string_view type) {
  return std::ranges::equal(bytes, type, {}, {}, [](char c) { return static_cast<uint8_t>(c); });
}

Result<Header> ReadHeader(Reader* reader) {
  const auto type = reader->Take(4);
  if (!type || !IsType(*type, "MThd")) return Bad("is not a MIDI file");
  const auto length = reader->Number(4);
  SPK_TRY(length);
  const auto body = reader->Take(*length);
  SPK_TRY(body);
  Reader fields(*body);
  const auto format = fields.Number(2);
  SPK_TRY(format);
  const auto tracks = fields.Number(2);
  SPK_TRY(tracks);
  const auto word = fields.Number(2);
  SPK_TRY(word);
  if (*format > 1) {
    return Bad("the MIDI file is of format " + std::to_string(*format) + ", not 0 or 1");
  }
  const auto division = ParseDivision(*word);
  SPK_TRY(division);
  return Header{.tracks = *tracks, .division = *division};
}

// The tempo of any track holds for all.
std::vector<NoteOnset> InSeconds(std::vector<TimedEvent> events, const Division& division) {
  std::ranges::stable_sort(events, {}, &TimedEvent::tick);
  const auto tick_seconds = [&](uint32_t tempo) {
    return division.seconds.value_or(1e-6 * tempo / division.per_quarter);
  };
  std::vector<NoteOnset> onsets;
  uint64_t tick = 0;
  double seconds = 0;
  double step = tick_seconds(kDefaultTempo);
  for (const TimedEvent& event : events) {
    seconds += static_cast<double>(event.tick - tick) * step;
    tick = event.tick;
    if (event.pitch >= 0) {
      onsets.push_back({.seconds = seconds, .pitch = event.pitch});
    } else {
      step = tick_seconds(event.tempo);
    }
  }
  return onsets;
}

}  // namespace

Result<std::vector<NoteOnset>> ReadMidiOnsets(std::span<const uint8_t> file) {
  Reader reader(file);
  const auto header = ReadHeader(&reader);
  SPK_TRY(header);
  std::vector<TimedEvent> events;
  for (uint32_t tracks = 0; tracks < header->tracks;) {
    const auto type = reader.Take(4);
    SPK_TRY(type);
    const auto length = reader.Number(4);
    SPK_TRY(length);
    const auto body = reader.Take(*length);
    SPK_TRY(body);
    if (!IsType(*type, "MTrk")) continue;
    SPK_TRY(Track(*body, &events).Read());
    ++tracks;
  }
  return InSeconds(std::move(events), header->division);
}

}  // namespace spk
