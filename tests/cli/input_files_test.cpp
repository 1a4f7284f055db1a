#include "cli/input_files.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <random>

namespace spk {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Durations as folders have them: many short ones and a few long ones, some equal, some zero.
std::vector<double> RandomCosts(std::mt19937* random) {
  std::vector<double> costs(std::uniform_int_distribution<size_t>(0, 300)(*random));
  std::lognormal_distribution<double> seconds(4, 1.5);
  for (double& cost : costs) cost = std::floor(seconds(*random));
  return costs;
}

TEST(ShardMembers, EveryFileIsInOneShardAndNoShardIsMuchLonger) {
  std::mt19937 random(1);
  for (int trial = 0; trial < 300; ++trial) {
    const std::vector<double> costs = RandomCosts(&random);
    const size_t count = std::uniform_int_distribution<size_t>(1, 20)(random);
    std::vector<int> taken(costs.size());
    const double mean = std::reduce(costs.begin(), costs.end()) / static_cast<double>(count);
    const double longest = costs.empty() ? 0 : std::ranges::max(costs);
    for (size_t share = 0; share < count; ++share) {
      const auto members = ShardMembers(costs, share, count);
      EXPECT_TRUE(std::ranges::is_sorted(members));
      EXPECT_EQ(members, ShardMembers(costs, share, count));
      double load = 0;
      for (const size_t file : members) {
        ++taken.at(file);
        load += costs[file];
      }
      EXPECT_LE(load, mean + longest);
    }
    EXPECT_EQ(std::ranges::count(taken, 1), std::ssize(taken));
  }
}

TEST(ShardMembers, FilesOfUnknownLengthAreDealtOut) {
  const std::vector<double> costs(9, 0.0);
  for (size_t share = 0; share < 3; ++share) EXPECT_EQ(ShardMembers(costs, share, 3).size(), 3U);
}

TEST(TakeShard, OthersAreWrongCommandLines) {
  const auto cost = [](size_t) { return 1.0; };
  EXPECT_THAT(*TakeShard("", 3, cost), ElementsAre(0, 1, 2));
  EXPECT_THAT(*TakeShard("2/2", 3, cost), ElementsAre(1));
  EXPECT_THAT(*TakeShard("5/5", 3, cost), ElementsAre());
  for (const char* shard : {"0/2", "3/2", "1", "1/", "/2", "1/2x", "-1/2", "1/0", "a/b"}) {
    const auto members = TakeShard(shard, 3, cost);
    ASSERT_FALSE(members) << shard;
    EXPECT_EQ(members.error().code, ErrorCode::kUsage);
  }
}

InputOptions Folder(const std::string& folder) {
  InputOptions options;
  options.names = {folder};
  options.recursive = true;
  return options;
}

class FindInputsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name :
         {"2004/b.wav", "2004/a.WAV", "2004/notes.txt", "2009/c.flac", "d.wav"}) {
      fs::create_directories(fs::path(folder_ + "/" + name).parent_path());
      std::ofstream(folder_ + "/" + name) << name;
    }
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<std::string> Places(const InputOptions& options) const {
    std::vector<std::string> places;
    const auto files = FindInputs(options, kind_);
    EXPECT_TRUE(files);
    for (const InputFile& file : *files) {
      EXPECT_TRUE(fs::exists(file.path));
      places.push_back(file.place);
    }
    return places;
  }

  std::string folder_ = ::testing::TempDir() + "find_inputs_test." + std::to_string(getpid());
  InputKind kind_{.wanted =
                      [](const fs::path& path) {
                        return path.extension() == ".flac" || path.extension() == ".wav" ||
                               path.extension() == ".WAV";
                      },
                  .cost = [](const std::string&) { return 0.0; }};
};

TEST_F(FindInputsTest, SearchesFolders) {
  InputOptions options = Folder(folder_);
  EXPECT_THAT(Places(options), ElementsAre("2004/a.WAV", "2004/b.wav", "2009/c.flac", "d.wav"));
  options.names = {folder_ + "/2009/", folder_ + "/2004/b.wav"};
  EXPECT_THAT(Places(options), ElementsAre("c.flac", (folder_ + "/2004/b.wav").substr(1)));
}

TEST_F(FindInputsTest, Patterns) {
  InputOptions options = Folder(folder_);
  options.include = {"*.wav", "2009/*"};
  EXPECT_THAT(Places(options), ElementsAre("2004/b.wav", "2009/c.flac", "d.wav"));
  options.exclude = {"2004/*", "c.*"};
  EXPECT_THAT(Places(options), ElementsAre("d.wav"));
}

TEST_F(FindInputsTest, Lists) {
  const std::string list = folder_ + "/list";
  std::ofstream(list) << folder_ << "/d.wav\r\n\n" << folder_ << "/2004/b.wav\n";
  InputOptions options;
  options.list = list;
  const auto files = FindInputs(options, kind_);
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ((*files)[0].path, folder_ + "/d.wav");
  options.list = folder_ + "/none";
  EXPECT_EQ(FindInputs(options, kind_).error().code, ErrorCode::kInput);
}

TEST_F(FindInputsTest, PlacesStayBelowTheOutputFolder) {
  InputOptions options;
  options.names = {"/x/./y.wav", "../../z.wav", "a/../b.wav"};
  const auto files = FindInputs(options, kind_);
  EXPECT_EQ((*files)[0].place, "x/y.wav");
  EXPECT_EQ((*files)[1].place, "z.wav");
  EXPECT_EQ((*files)[2].place, "b.wav");
}

TEST_F(FindInputsTest, NothingFoundIsAnError) {
  InputOptions options = Folder(folder_ + "/2009");
  options.include = {"*.mp3"};
  const auto files = FindInputs(options, kind_);
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::kInput);
}

}  // namespace
}  // namespace spk
