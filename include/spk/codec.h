// The codec: recordings to .spk streams and back. Memory does not grow with their length.
//
//   const auto codec = spk::Codec::Load("models/lapped.safetensors");  // once; takes a second
//   if (!codec) return codec.error();                                  // a code and a sentence
//   std::ofstream out("a.spk", std::ios::binary);
//   const auto coded = codec->Encode(source, out, {});               // your AudioSource
//   std::ifstream in("a.spk", std::ios::binary);
//   auto reader = spk::SpkReader::Open(in);
//   const auto decoded = codec->Decode(*reader, sink, {});           // your AudioSink
//
// A Codec does not change: any number of threads may use one, each with a source, stream, reader
// and sink of its own. All else belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "spk/audio.h"
#include "spk/error.h"
#include "spk/packing_family.h"
#include "spk/spk_file.h"
#include "spk/spk_reader.h"

namespace spk {

// Called now and then, from one thread at a time, with the seconds of the recording that are done.
// False asks to stop: the call that reports fails with kCancelled.
using Progress = std::function<bool(double seconds)>;

struct EncodeOptions {
  bool mono = false;               // code the mean of the channels alone
  std::optional<Packing> packing;  // none = the smallest, segment by segment
  // Of the four sparse packings alone, also where the model could code its events adaptively.
  bool sparse_packings = false;
  // Where there is none, the model's own, as its card says.
  std::optional<int> refinement;  // iterations of analysis by synthesis; 0 = the encoder alone
  // What a bit is worth in refining, 0 to 1: squared error of a step, of audio of RMS 1.
  std::optional<double> lambda;
  std::optional<int> mu;  // compression prompt, of a model that has them
  // In place of mu: the prompt of each segment is the largest whose default decode has so many dB.
  std::optional<double> min_si_snr;
  // In place of mu: kbit/s of the whole file. Of a source that can rewind the bits are spent where
  // they bring most, in about six times the time; of others they never run over.
  std::optional<double> bitrate;
  std::vector<Tag> tags;
  int threads = 0;  // 0 = one a core
  Progress progress;
};

struct EncodeReport {
  uint64_t frames = 0;  // at the rate of the source
  uint64_t bytes = 0;   // written
  uint64_t segments = 0;
  uint32_t checksum = 0;        // SegmentChecksum of all segments as coded
  uint64_t segments_short = 0;  // that no prompt brings to min_si_snr, or within the bitrate
  uint64_t repaired = 0;        // samples not numbers or over 2^16; zero was coded in their place
  double seconds = 0;           // of the recording
};

struct DecodeOptions {
  int64_t sampling_steps = 0;  // evaluations of the diffusion decoder; 0 = the coarse decode
  // How much of what it adds to the coarse decode is kept: 0 = the coarse decode, 1 = all of it.
  double generate = 1;
  uint64_t seed = 0;        // of its noise
  double start = 0;         // seconds
  double duration = -1;     // seconds, to the end if negative
  int sample_rate = 0;      // of the output in Hz, 0 = that of the recording
  bool keep_going = false;  // silence for what is damaged, in place of an error
  int threads = 0;          // 0 = one a core
  Progress progress;
};

// Frames of the output, of a recording of `frames` at `source_rate`.
int64_t DecodedFrames(uint64_t frames, uint32_t source_rate, const DecodeOptions& options);

struct DecodeReport {
  uint64_t frames = 0;        // written, at the output's rate
  double seconds = 0;         // of the output
  float peak = 0;             // largest absolute sample
  std::vector<Error> errors;  // what keep_going passed over
};

class Model;  // src/codec/model.h

class Codec {
 public:
  // device: where to compute, "cpu", "cuda" or "cuda:N". Fails with kInput, kModel, and kUsage when
  // there is no such device.
  static Result<Codec> Load(const std::string& weights, const std::string& device = "cpu");

  explicit Codec(std::unique_ptr<const Model> model);
  Codec(Codec&&) noexcept;
  Codec& operator=(Codec&&) noexcept;
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;
  ~Codec();

  const ModelId& model_id() const;
  // Whether files that name this model can be decoded: it is this one, or an earlier state of it.
  bool Decodes(const ModelId& id) const;
  // Evaluations of the diffusion decoder that the model was made for, as its card says; 0 if that
  // is not trained.
  int64_t default_sampling_steps() const;

  // For MakePackings of files that name this model, as long as the codec is there; empty = it has
  // none.
  std::span<const uint8_t> event_tables() const;

  // With the model's own values in the place of those that there are not.
  EncodeOptions WithDefaults(EncodeOptions options) const;

  // kUsage where a number is out of range, or the model has no such prompt, nothing to refine or no
  // tables for the packing.
  Result<void> Validate(const EncodeOptions& options) const;

  // Any rate, one or two channels, any length. A stereo recording is coded as mid and side, the
  // side only where it is less than 40 dB under the mid. What is written is the same whatever the
  // number of threads. Fails with kInput (more channels, the source fails), kModel, kOutput, and
  // as Validate does.
  Result<EncodeReport> Encode(AudioSource& source, std::ostream& out,
                              const EncodeOptions& options) const;

  // The same file, model, seed and machine give the same samples, whatever the threads and
  // whatever part of the recording is asked for. Fails as SpkReader does, with kModel when the
  // file needs another model, with kUsage when `start` is past the end
  // or an option is out of range, and with kOutput. Nothing
  // may have been read but the header: `reader` is as SpkReader::Open gave it.
  Result<DecodeReport> Decode(SpkReader& reader, AudioSink& sink,
                              const DecodeOptions& options) const;

 private:
  std::unique_ptr<const Model> model_;
  std::unique_ptr<const PackingFamily> packings_;
};

}  // namespace spk
