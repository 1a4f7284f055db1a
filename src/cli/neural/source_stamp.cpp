#include "cli/neural/source_stamp.h"

#include <openssl/evp.h>
#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>

namespace spk {
namespace {

struct Stat {
  int64_t size = 0;
  int64_t time = 0;  // nanoseconds
};

std::optional<Stat> StatOf(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  constexpr int64_t kNano = 1'000'000'000;
  return Stat{status.st_size, status.st_mtim.tv_sec * kNano + status.st_mtim.tv_nsec};
}

// "" where it is no ordinary file or cannot be read.
std::string HashOf(const std::string& path) {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  std::ifstream in(path, std::ios::binary);
  std::array<char, 1 << 16> block;
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    EVP_DigestUpdate(context.get(), block.data(), static_cast<size_t>(in.gcount()));
  }
  if (!in.eof()) return "";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  std::string text;
  for (size_t i = 0; i < 8; ++i) {
    constexpr const char* kDigits = "0123456789abcdef";
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

}  // namespace

std::string DecodeStamp(const std::string& path, const std::string& options) {
  const std::string hash = StatOf(path) ? HashOf(path) : "";
  return hash.empty() ? "spk decode" : "spk decode of " + hash + " " + options;
}

std::string StampedOptions(const EncodeOptions& options, const std::string& packing) {
  const double lambda = options.lambda.value();
  return "refine=" + std::to_string(options.refinement.value()) + " packing=" + packing +
         " channels=" + (options.mono ? "mono" : "all") +
         (lambda > 0 ? " lambda=" + std::to_string(lambda) : "") +
         (options.mu ? " mu=" + std::to_string(*options.mu) : "") +
         (options.min_si_snr ? " min-si-snr=" + std::to_string(*options.min_si_snr) : "") +
         (options.bitrate ? " bitrate=" + std::to_string(*options.bitrate) : "");
}

std::optional<std::string> SourceStamp(const std::string& path, const std::string& options) {
  const auto stat = StatOf(path);
  const std::string hash = stat ? HashOf(path) : "";
  if (hash.empty()) return std::nullopt;
  return std::to_string(stat->size) + " " + std::to_string(stat->time) + " " + hash + " " + options;
}

bool IsStampOf(const std::string& stamp, const std::string& path, const std::string& options) {
  std::istringstream in(stamp);
  Stat then;
  std::string hash;
  std::string how;
  if (!(in >> then.size >> then.time >> hash) || !std::getline(in >> std::ws, how)) return false;
  const auto now = StatOf(path);
  if (!now || now->size != then.size || how != options) return false;
  return now->time == then.time || HashOf(path) == hash;
}

}  // namespace spk
