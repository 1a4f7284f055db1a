#include "system/output_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <utility>

#include "system/debris.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kMode = 0666;  // less the umask

std::string FolderOf(const std::string& path) {
  const std::string folder = fs::path(path).parent_path();
  return folder.empty() ? "." : folder;
}

bool Rename(const std::string& from, const std::string& to, bool replace) {
  if (replace) return rename(from.c_str(), to.c_str()) == 0;
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  // NFS cannot do this, but has links; FAT is the other way round.
  return errno == EINVAL && link(from.c_str(), to.c_str()) == 0;
}

// Removes a file whose writer was killed. False with errno where it cannot, EBUSY if the writer
// lives.
bool RemoveStale(const char* name) {
  const int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT;
  const bool stale = flock(fd, LOCK_EX | LOCK_NB) == 0;
  const bool removed = stale && unlink(name) == 0;
  if (!stale) errno = EBUSY;
  const int error = errno;
  close(fd);
  errno = error;
  return removed;
}

}  // namespace

OutputFile::Remains::~Remains() {
  if (fd >= 0) close(fd);
  if (temporary.empty()) return;
  unlink(temporary.c_str());
  ForgetDebris(temporary);
}

OutputFile::OutputFile(std::string path, bool force)
    : name_(path),
      target_(path),
      path_(std::move(path)),
      force_(force),
      remains_(std::make_unique<Remains>()) {}

Result<OutputFile> OutputFile::Create(const std::string& path, bool force, bool nameless) {
  OutputFile file(path, force);
  SPK_TRY(file.CheckTarget());
  struct stat status {};
  const bool exists = stat(path.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) return file;
  if (exists) {
    std::error_code error;
    file.target_ = fs::canonical(path, error);
    if (error) return file.FailWith(error.value());
  }
  if (nameless && file.CreateNameless()) return file;
  if (!file.CreateNamed()) return file.FailWith(errno);
  return file;
}

// All that can be known to go wrong at the end goes wrong at the start.
Result<void> OutputFile::CheckTarget() {
  struct stat status {};
  if (stat(name_.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return FailWith(EISDIR);
  if (name_.empty()) return FailWith(ENOENT);
  if (lstat(name_.c_str(), &status) != 0) {
    if (errno != ENOENT) return FailWith(errno);
  } else if (!force_) {
    return FailWith(EEXIST);
  }
  return {};
}

bool OutputFile::CreateNameless() {
  const int fd = open(FolderOf(target_).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, kMode);
  if (fd < 0) return false;
  remains_->fd = fd;
  flock(fd, LOCK_EX);
  // Not /proc/self, for programs that are called write to it too.
  const std::string path = "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(fd);
  if (access(path.c_str(), W_OK) != 0) return false;  // no /proc
  path_ = path;
  return true;
}

bool OutputFile::CreateNamed() {
  return TakeTemporaryName([this](const char* name) {
    remains_->fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode);
    if (remains_->fd < 0) return false;
    flock(remains_->fd, LOCK_EX);
    path_ = name;
    // Before it was locked another process may have taken it for a dead one's.
    const bool ours = SameFile(path_, "/proc/self/fd/" + std::to_string(remains_->fd));
    if (!ours) errno = EBUSY;
    return ours;
  });
}

// `create` makes a file of the name it gets, or fails with errno.
bool OutputFile::TakeTemporaryName(const std::function<bool(const char*)>& create) {
  const size_t hash = std::hash<std::string>()(fs::path(target_).filename());
  std::ostringstream name;
  name << FolderOf(target_) << "/.spk." << std::hex << hash << ".tmp";
  const std::string temporary = name.str();
  bool created = create(temporary.c_str());
  if (!created && errno == EEXIST && RemoveStale(temporary.c_str())) {
    created = create(temporary.c_str());
  }
  if (created) {
    remains_->temporary = temporary;
    RegisterDebris(temporary);
  }
  return created;
}

Result<void> OutputFile::Commit() {
  if (path_ == name_) return {};  // written directly
  bool done = true;
  if (remains_->temporary.empty()) {
    const auto link_as = [&](const char* name) {
      return linkat(AT_FDCWD, path_.c_str(), AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
    };
    // A link cannot replace a file, but a renamed one can.
    done = force_ ? TakeTemporaryName(link_as) : link_as(target_.c_str());
  }
  if (done && !remains_->temporary.empty()) done = Rename(remains_->temporary, target_, force_);
  if (!done) return FailWith(errno);
  return {};
}

tl::unexpected<Error> OutputFile::FailWith(int error) const {
  std::string reason = std::string("cannot create: ") + std::strerror(error);
  if (error == EEXIST) reason = "exists (use -f to overwrite)";
  if (error == EBUSY) reason = "is being written by another process";
  return Fail(ErrorCode::kOutput, name_ + ": " + reason);
}

bool SameFile(const std::string& a, const std::string& b) {
  struct stat first {};
  struct stat second {};
  return stat(a.c_str(), &first) == 0 && stat(b.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}  // namespace spk
