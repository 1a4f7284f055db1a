// A weights file as bytes: what it says of itself, without building the network. No LibTorch here.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "model/mapped_file.h"
#include "model/safetensors.h"
#include "spk/error.h"

namespace spk {

using ModelIdentity = std::array<uint8_t, 32>;  // SHA-256 of the whole weights file

class WeightsFile {
 public:
  // Fails with kInput, or kModel if it is not a valid safetensors file.
  static Result<WeightsFile> Open(const std::string& path);

  const SafetensorsHeader& header() const { return header_; }
  std::string metadata(const std::string& key) const;  // "" if there is none
  std::span<const uint8_t> data() const { return file_.bytes().subspan(header_.data_start); }
  ModelIdentity Identity() const;

 private:
  WeightsFile(MappedFile file, SafetensorsHeader header)
      : file_(std::move(file)), header_(std::move(header)) {}

  MappedFile file_;
  SafetensorsHeader header_;
};

}  // namespace spk
