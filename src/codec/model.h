// What the codec asks of a model, and all that it asks: arrays in, arrays out. Families of networks
// are in src/model, formulas for tests beside the tests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "spk/error.h"
#include "spk/event_matrix.h"
#include "spk/geometry.h"
#include "spk/spk_file.h"

namespace spk {

struct EncoderSettings {
  int refinement = 0;  // iterations of analysis by synthesis; 0 = the encoder alone
  int mu = 0;          // compression prompt of a model that has them
  // What a bit is worth in refining: squared error of a step, of audio of RMS 1. 0 = bits are free.
  double lambda = 0;
};

struct ModelFacts {
  ModelId id{};
  std::vector<ModelId> earlier = {};  // whose files it decodes too
  Geometry geometry;
  // Steps to each side whose audio the events of a step depend on, and whose events the samples of
  // a step depend on. Of windows that hold so many more on each side the middle is as of the whole.
  int encoder_reach = 0;
  int decoder_reach = 0;
  bool generates = true;  // more than the coarse decode
  int64_t default_sampling_steps =
      0;                  // evaluations of the diffusion decoder; 0 = the coarse decode
  int prompts = 0;        // compression prompts mu, 0 … prompts - 1; 0 = none
  int lowest_prompt = 0;  // those under it give no more events than it does
  bool refines = false;   // other events than the encoder's can be looked for
  // A third of what refinement can give, at two fifths of the encoder's speed.
  EncoderSettings defaults = {.refinement = 1};
  // For the adaptive coder of its events (FORMAT.md, section 11); empty = it has none.
  std::vector<uint8_t> event_tables = {};

  // Whether files that name this model can be decoded.
  bool Decodes(const ModelId& model) const {
    return model == id || std::ranges::count(earlier, model) > 0;
  }
};

// PackingFamily::EventBits of the file that the events are for.
using EventCost = std::function<std::vector<float>(const EventMatrix& events)>;

// How much of the diffusion decoder to use, and which of its noise fields.
struct Sampling {
  int64_t steps = 0;  // evaluations; 0 = the coarse decode
  uint64_t seed = 0;
  double generate = 1;  // the share of what is added to the coarse decode, over 0 to 1
};

// Calls may run side by side; the result of one does not depend on the others.
class Model {
 public:
  Model() = default;
  Model(const Model&) = delete;
  Model(Model&&) = delete;
  Model& operator=(const Model&) = delete;
  Model& operator=(Model&&) = delete;
  virtual ~Model() = default;

  virtual const ModelFacts& facts() const = 0;

  // Whether there is nothing in half a loudness block of audio but noise that the model does
  // without events: encoding then raises its loudness points (audio/loudness.h), and so its
  // coefficients fall under the quantiser's steps. Of what cannot be told, that it is not.
  virtual bool IsNoise(std::span<const float> /*audio*/) const { return false; }

  // Events of steps first … first + count - 1 of `audio`: whole steps at the codec's rate, divided
  // by the loudness envelope. `cost` is asked where lambda is over 0. Fails with kModel and
  // kMemory.
  virtual Result<EventMatrix> Encode(std::span<const float> audio, int first, int count,
                                     const EncoderSettings& settings,
                                     const EventCost& cost) const = 0;

  // Audio of RMS about 1, hop samples a step. mu: the compression prompt of every step. `position`
  // says where in the noise field the first sample lies. Fails with kModel and kMemory.
  virtual Result<std::vector<float>> Decode(const EventMatrix& events, std::span<const uint8_t> mu,
                                            const Sampling& sampling, int64_t position) const = 0;
};

}  // namespace spk
