// A weights file as bytes: what it says of itself, without building the network. No LibTorch here.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/safetensors.h"
#include "spk/error.h"
#include "spk/spk_file.h"
#include "system/mapped_file.h"

namespace spk {

inline constexpr std::string_view kWeightsSuffix = ".safetensors";
inline constexpr std::string_view kConfigSuffix = ".json";

// A model's generator is a file of its own, NAME.generator.safetensors beside NAME.safetensors,
// with the tensors of these names. It says in its metadata, as "model", whose it is.
inline constexpr std::string_view kGeneratorSuffix = ".generator.safetensors";
inline bool IsOfGenerator(std::string_view tensor) { return tensor.starts_with("generator."); }
std::string GeneratorPath(const std::string& weights);

// The tables of the adaptive coder of a model's events (FORMAT.md, section 11), one tensor of
// bytes.
inline constexpr std::string_view kEventTablesTensor = "event_tables";

struct TensorBytes {
  TensorEntry entry;
  std::span<const uint8_t> bytes;
};

// The first bytes of the SHA-256 of all that a coarse decode depends on, and of nothing else, so
// that encoder, generator and card can be improved without orphaning stored files. In this order:
// the configuration's sample_rate, hop, units, prompts, decoder_context and decoder, but for what
// is the generator's and the sampler's, as compact JSON with sorted keys; then of every tensor of
// decoder_context and decoder and of event_tables, by name: name, type, sizes (text, with a zero
// byte after each) and bytes.
ModelId ComputeIdentity(const std::string& config_json, std::vector<TensorBytes> tensors);

// Identities as the metadata "earlier" of weights list them.
std::string IdentityList(const std::vector<ModelId>& ids);

class WeightsFile {
 public:
  // Of a name in .json the file is a configuration alone, of a model that needs no weights: what it
  // has as "card" is the card. Fails with kInput, or kModel if it is no valid file of its kind.
  static Result<WeightsFile> Open(const std::string& path);

  const SafetensorsHeader& header() const { return header_; }
  std::string metadata(const std::string& key) const;  // "" if there is none
  std::span<const uint8_t> data() const { return file_.bytes().subspan(header_.data_start); }
  std::span<const uint8_t> data(const TensorEntry& tensor) const {
    return data().subspan(tensor.begin, tensor.end - tensor.begin);
  }
  std::span<const uint8_t> event_tables() const;  // empty if there are none

  // What files are coded for (ComputeIdentity). As the metadata "identity" state it, at once;
  // computed, which takes a while, of a file that does not.
  ModelId Identity() const;

  // Fails with kModel where what is stated is not so: for those who use the weights.
  Result<void> CheckIdentity() const;

  // Earlier identities that these weights decode, as the metadata "earlier" list them: the same
  // decoder, and no event tables or the same.
  std::vector<ModelId> EarlierIdentities() const;

 private:
  std::optional<ModelId> StatedIdentity() const;
  ModelId ComputedIdentity() const;

  WeightsFile(MappedFile file, SafetensorsHeader header)
      : file_(std::move(file)), header_(std::move(header)) {}

  MappedFile file_;
  SafetensorsHeader header_;
};

// Writes a copy of `weights` with these tables in the place of its own, if it has some. The copy
// decodes what was coded for the weights without tables too.
void WriteWithEventTables(const WeightsFile& weights, std::span<const uint8_t> tables,
                          std::ostream& out);

}  // namespace spk
