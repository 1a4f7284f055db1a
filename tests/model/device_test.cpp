#include "model/device.h"

#include "tests/model/test_util.h"

namespace spk {
namespace {

TEST(Device, IsFoundByItsName) {
  EXPECT_EQ(FindDevice("cpu").value(), torch::Device(torch::kCPU));
  for (const char* name : {"", "gpu", "cuda:", "cuda:x", "meta"}) {
    const auto found = FindDevice(name);
    ASSERT_FALSE(found) << name;
    EXPECT_EQ(found.error().code, ErrorCode::kUsage) << name;
    EXPECT_EQ(found.error().message,
              "device " + std::string(name) + ": expected cpu, cuda or cuda:N");
  }
}

TEST(Device, AGpuMustBeThere) {
  const auto count = static_cast<int>(torch::cuda::device_count());
  EXPECT_FALSE(FindDevice("cuda:" + std::to_string(count)));
  EXPECT_EQ(FindDevice("cuda").has_value(), count > 0);
  if (count > 0) {
    EXPECT_EQ(FindDevice("cuda:0").value(), torch::Device(torch::kCUDA, 0));
  }
}

}  // namespace
}  // namespace spk
