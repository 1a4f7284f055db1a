#include "training/run_log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace spk {
namespace {

TEST(RunLog, NoNameReachesGnuplotOrAShell) {
  const std::string top = ::testing::TempDir() + "run_log_test." + std::to_string(::getpid());
  const std::string folder = top + "/q'\nsystem(\"touch PWNED\")\n#`touch PWNED`$(touch PWNED)";
  auto log = RunLog::Open(folder, 0);
  ASSERT_TRUE(log) << log.error().message;
  StepReport step;
  step.step = 1;
  log->Write(step);
  ValidationReport validation;
  validation.step = 1;
  validation.name = "=system(\"touch PWNED\")`touch PWNED`,\n'";
  log->Write(validation);
  const auto plotted = log->Plot();
  EXPECT_TRUE(plotted) << plotted.error().message;
  EXPECT_TRUE(std::filesystem::exists(folder + "/curves.png"));
  EXPECT_FALSE(std::filesystem::exists("PWNED"));
  for (const auto& item : std::filesystem::recursive_directory_iterator(top)) {
    EXPECT_NE(item.path().filename(), "PWNED");
  }
  std::filesystem::remove_all(top);
}

}  // namespace
}  // namespace spk
