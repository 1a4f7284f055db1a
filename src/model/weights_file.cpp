#include "model/weights_file.h"

#include <openssl/sha.h>

#include <utility>

namespace spk {

Result<WeightsFile> WeightsFile::Open(const std::string& path) {
  auto file = MappedFile::Open(path);
  if (!file) return tl::make_unexpected(file.error());
  auto header = ParseSafetensors(file->bytes());
  if (!header) return Fail(header.error().code, path + ": " + header.error().message);
  return WeightsFile(std::move(*file), std::move(*header));
}

std::string WeightsFile::metadata(const std::string& key) const {
  const auto found = header_.metadata.find(key);
  return found == header_.metadata.end() ? "" : found->second;
}

ModelIdentity WeightsFile::Identity() const {
  ModelIdentity identity{};
  SHA256(file_.bytes().data(), file_.bytes().size(), identity.data());
  return identity;
}

}  // namespace spk
