#include "model/codec_model.h"

#include <gtest/gtest.h>

#include "tests/model/test_util.h"

namespace spk {
namespace {

TEST(CodecModel, CompactKeepsTheLengthRules) {
  const torch::NoGradGuard no_grad;
  CodecModel model(LoadConfig("compact"));
  model->eval();
  for (const int64_t length : {1, 511, 512, 513, 33000}) {
    const torch::Tensor events = model->Encode(torch::randn({2, length}));
    const int64_t steps = (length + 511) / 512;
    EXPECT_EQ(events.sizes(), (torch::IntArrayRef{2, 80, steps}));
    EXPECT_EQ(model->Coarse(events).sizes(), (torch::IntArrayRef{2, 512 * steps}));
  }
}

}  // namespace
}  // namespace spk
