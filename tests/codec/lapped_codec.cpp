#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/codec/test_codec.h"
#include "tests/model/tiny_lapped.h"

namespace spk {

// As the shipped one, but without a network, and of fewer bins: fast to make and to run.
Codec TestCodec() {
  const auto path = std::filesystem::path(::testing::TempDir()) /
                    ("lapped-" + std::to_string(getpid()) + ".json");
  std::ofstream(path) << R"({"family": "lapped", "name": "lapped", "hop": 2048,
      "encoder": {"mu": 17}, "decoder": {"bins": 128, "finest_step": 0.1, )" +
                             kFilled + "}}";
  auto codec = Codec::Load(path).value();
  std::filesystem::remove(path);
  return codec;
}

}  // namespace spk
