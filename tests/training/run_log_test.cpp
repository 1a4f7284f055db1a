#include "training/run_log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace spk {
namespace {

// A run that was begun by an older program goes on in its table: what is new stands at the end.
TEST(RunLog, ColumnsStayWhereTheyWere) {
  const std::string folder = ::testing::TempDir() + "run_log_test." + std::to_string(::getpid());
  ASSERT_TRUE(RunLog::Open(folder, 0));
  std::ifstream file(folder + "/validation.csv");
  std::string line;
  std::getline(file, line);
  EXPECT_TRUE(line.starts_with(
      "step,set,si_snr_db,worst_si_snr_db,mel_db,mel_over_2khz_db,density,entropy_kbps,"
      "packed_kbps,sampling_steps,sampled_si_snr_db,sampled_mel_db,sampled_mel_over_2khz_db,"
      "quietest_db,loudest_db,refinement,mel_under_2khz_db"))
      << line;
  std::filesystem::remove_all(folder);
}

// A second run would write into the first one's tables and over its weights.
TEST(RunLog, AFolderHasOneRunAtATime) {
  const std::string folder = ::testing::TempDir() + "run_log_test." + std::to_string(::getpid());
  {
    const auto first = RunLog::Open(folder, 0);
    ASSERT_TRUE(first);
    const auto second = RunLog::Open(folder, 0);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kOutput);
    EXPECT_EQ(second.error().message, folder + "/steps.csv: in use by another program");
  }
  EXPECT_TRUE(RunLog::Open(folder, 0));
  std::filesystem::remove_all(folder);
}

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
