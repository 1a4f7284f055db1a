#include "system/output_file.h"

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace spk {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string Contents(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool Put(const std::string& path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  return static_cast<bool>(out.flush());
}

class OutputFolder : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directory(folder_); }
  void TearDown() override {
    umount(folder_.c_str());
    fs::remove_all(folder_);
  }

  int64_t Files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  std::string folder_ = ::testing::TempDir() + "output_file_test." + std::to_string(getpid());
  std::string name_ = folder_ + "/out";
};

template <typename T>
void ExpectFailure(const Result<T>& result, const std::string& message) {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kOutput);
  EXPECT_THAT(result.error().message, HasSubstr(message));
}

// The parameter: whether the file system can hold files without a name.
class OutputFileTest : public OutputFolder, public ::testing::WithParamInterface<bool> {
 protected:
  Result<OutputFile> Create(bool force) const {
    return OutputFile::Create(name_, force, GetParam());
  }
};

TEST_P(OutputFileTest, AppearsWhenCommitted) {
  {
    Result<OutputFile> file = Create(false);
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_TRUE(Put(file->path(), "text"));
    EXPECT_FALSE(fs::exists(name_));
    ASSERT_TRUE(file->Commit());
  }
  EXPECT_EQ(Contents(name_), "text");
  EXPECT_EQ(Files(), 1);
  const mode_t mask = umask(0);
  umask(mask);
  struct stat status {};
  stat(name_.c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777, 0666 & ~mask);
}

TEST_P(OutputFileTest, LeavesNothingBehindUncommitted) {
  {
    Result<OutputFile> file = Create(false);
    ASSERT_TRUE(Put(file->path(), "text"));
    EXPECT_EQ(Files(), GetParam() ? 0 : 1);
    OutputFile moved = std::move(*file);
  }
  EXPECT_EQ(Files(), 0);
}

TEST_P(OutputFileTest, ExistingFileNeedsForce) {
  Put(name_, "old");
  ExpectFailure(Create(false), name_ + ": exists (use -f to overwrite)");
  {
    Result<OutputFile> file = Create(true);
    ASSERT_TRUE(file);
    Put(file->path(), "new");
    EXPECT_EQ(Contents(name_), "old");
    ASSERT_TRUE(file->Commit());
  }
  EXPECT_EQ(Contents(name_), "new");
  EXPECT_EQ(Files(), 1);
}

TEST_P(OutputFileTest, FileOfTheMeantimeStays) {
  {
    Result<OutputFile> file = Create(false);
    Put(file->path(), "new");
    Put(name_, "other");
    ExpectFailure(file->Commit(), name_ + ": exists");
  }
  EXPECT_EQ(Contents(name_), "other");
  EXPECT_EQ(Files(), 1);
}

TEST_P(OutputFileTest, TwoAtOnce) {
  Result<OutputFile> first = OutputFile::Create(name_ + "1", true, GetParam());
  Result<OutputFile> second = OutputFile::Create(name_ + "2", true, GetParam());
  Put(first->path(), "first");
  Put(second->path(), "second");
  ASSERT_TRUE(first->Commit() && second->Commit());
  EXPECT_EQ(Contents(name_ + "1"), "first");
  EXPECT_EQ(Contents(name_ + "2"), "second");
}

TEST_P(OutputFileTest, OneWriterAtATime) {
  Put(name_, "old");
  Result<OutputFile> first = Create(true);
  Result<OutputFile> second = Create(true);
  Put(first->path(), "first");
  if (GetParam()) {
    Put(second->path(), "second");
    ASSERT_TRUE(first->Commit() && second->Commit());
    EXPECT_EQ(Contents(name_), "second");
  } else {
    ExpectFailure(second, name_ + ": is being written by another process");
    ASSERT_TRUE(first->Commit());
    EXPECT_EQ(Contents(name_), "first");
  }
}

TEST_P(OutputFileTest, ClearsAwayWhatAKilledProgramLeft) {
  Put(name_, "old");
  const pid_t child = fork();
  if (child == 0) {
    Result<OutputFile> file = OutputFile::Create(name_, true, /*nameless=*/false);
    if (file && Put(file->path(), "text")) raise(SIGKILL);
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(Files(), 2);
  Result<OutputFile> file = Create(true);
  ASSERT_TRUE(file) << file.error().message;
  Put(file->path(), "new");
  ASSERT_TRUE(file->Commit());
  EXPECT_EQ(Contents(name_), "new");
  EXPECT_EQ(Files(), 1);
}

TEST_P(OutputFileTest, LinksStay) {
  Put(folder_ + "/target", "old");
  fs::create_symlink("target", name_);
  ASSERT_FALSE(Create(false));
  Result<OutputFile> file = Create(true);
  Put(file->path(), "new");
  ASSERT_TRUE(file->Commit());
  EXPECT_TRUE(fs::is_symlink(name_));
  EXPECT_EQ(Contents(folder_ + "/target"), "new");
}

TEST_P(OutputFileTest, ImpossibleNames) {
  ExpectFailure(OutputFile::Create(folder_, true, GetParam()), folder_ + ": ");
  ExpectFailure(OutputFile::Create(folder_ + "/none/x", false, GetParam()),
                "cannot create: No such file or directory");
  ExpectFailure(OutputFile::Create(folder_ + "/new/", false, GetParam()),
                "cannot create: No such file or directory");
  ExpectFailure(OutputFile::Create("", false, GetParam()), "No such file or directory");
  ExpectFailure(OutputFile::Create(name_ + std::string(300, 'x'), false, GetParam()),
                "cannot create: File name too long");
  ExpectFailure(OutputFile::Create("/proc/x", false, GetParam()), "/proc/x: cannot create: ");
  fs::create_symlink("nowhere", name_);
  ExpectFailure(Create(false), "exists");
}

TEST_P(OutputFileTest, FullDisk) {
  if (mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "cannot mount a small file system: needs root";
  }
  {
    Put(name_, "old");
    Result<OutputFile> file = Create(true);
    ASSERT_TRUE(file);
    EXPECT_FALSE(Put(file->path(), std::string(1 << 17, 'x')));
  }
  EXPECT_EQ(Contents(name_), "old");
  EXPECT_EQ(Files(), 1);
}

TEST_P(OutputFileTest, RelativePaths) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  Result<OutputFile> file = OutputFile::Create("out", false, GetParam());
  ASSERT_TRUE(Put(file->path(), "text"));
  ASSERT_TRUE(file->Commit());
  fs::current_path(before);
  EXPECT_EQ(Contents(name_), "text");
}

INSTANTIATE_TEST_SUITE_P(FileSystems, OutputFileTest, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "Nameless" : "Named"; });

using SpecialOutputFileTest = OutputFolder;

TEST_F(SpecialOutputFileTest, KilledProgramLeavesNothing) {
  const pid_t child = fork();
  if (child == 0) {
    Result<OutputFile> file = OutputFile::Create(name_, false);
    if (file && Put(file->path(), "text")) raise(SIGKILL);
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(Files(), 0);
}

TEST_F(SpecialOutputFileTest, DevicesAreWrittenDirectly) {
  ExpectFailure(OutputFile::Create("/dev/null", false), "exists");
  Result<OutputFile> file = OutputFile::Create("/dev/null", true);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->path(), "/dev/null");
  EXPECT_TRUE(file->Commit());
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(SpecialOutputFileTest, NamedPipesAreWrittenDirectly) {
  mkfifo(name_.c_str(), 0600);
  std::string received;
  std::thread reader([&] { received = Contents(name_); });
  {
    Result<OutputFile> file = OutputFile::Create(name_, true);
    Put(file->path(), "text");
    EXPECT_TRUE(file->Commit());
  }
  reader.join();
  EXPECT_EQ(received, "text");
  EXPECT_TRUE(fs::is_fifo(name_));
}

TEST_F(SpecialOutputFileTest, SameFileByAnyName) {
  Put(name_, "");
  Put(folder_ + "/other", "");
  fs::create_symlink(name_, folder_ + "/link");
  EXPECT_TRUE(SameFile(name_, folder_ + "/./link"));
  EXPECT_FALSE(SameFile(name_, folder_ + "/other"));
  EXPECT_FALSE(SameFile(name_, folder_ + "/none"));
  EXPECT_FALSE(SameFile(folder_ + "/none", folder_ + "/none"));
}

}  // namespace
}  // namespace spk
