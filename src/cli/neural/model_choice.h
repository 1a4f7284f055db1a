#pragma once

#include <map>
#include <mutex>
#include <string>

#include "spk/codec.h"

namespace spk {

// The models that the files of one batch ask for, each loaded once. Any thread may ask.
class ModelChoice {
 public:
  // forced: a model's name or file that is taken for all, "" = the one each file names.
  // device: as for Codec::Load.
  ModelChoice(std::string forced, std::string device)
      : forced_(std::move(forced)), device_(std::move(device)) {}

  // `reader` is as SpkReader::Open gave it; after an error it is not. Fails with kModel and the
  // name of what is needed.
  Result<const Codec*> For(SpkReader* reader);

 private:
  std::string forced_;
  std::string device_;
  std::mutex mutex_;  // of what follows
  std::map<ModelId, Codec> loaded_;
};

}  // namespace spk
