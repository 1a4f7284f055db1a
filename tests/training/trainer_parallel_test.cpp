// Threads and processes step like one.
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/training/trainer_fixture.h"

namespace spk {
namespace {

class TrainerParallelTest : public TrainerFixture {};

int FreePort() {
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  bind(descriptor, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
  close(descriptor);
  return ntohs(address.sin_port);
}

TEST_F(TrainerParallelTest, TwoProcessesWithHalfTheBatchStepLikeOneWithAllOfIt) {
  const std::string port = std::to_string(FreePort());
  const auto enter = [&port](const char* rank) {
    setenv("WORLD_SIZE", "2", 1);
    setenv("RANK", rank, 1);
    setenv("MASTER_ADDR", "127.0.0.1", 1);
    setenv("MASTER_PORT", port.c_str(), 1);
    return Processes::FromEnvironment(torch::kCPU);
  };
  const pid_t child = fork();
  if (child == 0) {
    auto processes = enter("1");
    _exit(processes && Run(Job(10), std::move(*processes)) ? 0 : 1);
  }
  auto processes = enter("0");
  unsetenv("WORLD_SIZE");
  ASSERT_TRUE(processes) << processes.error().message;
  ASSERT_TRUE(Run(Job(10), std::move(*processes)));
  int status = 1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);

  const std::vector<double> together = losses_;
  std::filesystem::remove_all(folder_ / "run");
  ASSERT_TRUE(Run(Job(10)));
  ASSERT_EQ(together.size(), losses_.size());
  for (size_t i = 0; i < losses_.size(); ++i) {
    EXPECT_NEAR(together[i], losses_[i], 2e-3 * losses_[i]) << "step " << i;
  }
}

// What the threads do together is what one does alone, resumed or not.
TEST_F(TrainerParallelTest, TwoWorkersStepLikeOne) {
  ASSERT_TRUE(Run(Job(10)));
  const std::vector<double> alone = losses_;
  std::filesystem::remove_all(folder_ / "run");
  torch::set_num_threads(2);
  ASSERT_TRUE(Run(Job(10)));
  const std::vector<double> together = losses_;
  EXPECT_NE(together, alone) << "one worker only";
  ASSERT_EQ(together.size(), alone.size());
  for (size_t i = 0; i < alone.size(); ++i) {
    EXPECT_NEAR(together[i], alone[i], 2e-3 * alone[i]) << "step " << i;
  }

  for (const Objective objective : {Objective::kCoarse, Objective::kResidual}) {
    TrainJob job = Job(10);
    job.config.objective = objective;
    std::filesystem::remove_all(folder_ / "run");
    ASSERT_TRUE(Run(job));
    const std::vector<double> whole = losses_;
    std::filesystem::remove_all(folder_ / "run");
    ASSERT_TRUE(Run(job, {}, 5));
    ASSERT_TRUE(Run(job));
    EXPECT_EQ(losses_, std::vector<double>(whole.begin() + 5, whole.end()));
  }
}

}  // namespace
}  // namespace spk
