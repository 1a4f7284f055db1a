#include "cli/input_files.h"

#include <fnmatch.h>
#include <spdlog/spdlog.h>
#include <strings.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <numeric>
#include <sstream>
#include <tuple>
#include <utility>

#include "cli/options.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

// Where the output of a file that was named goes below another folder.
std::string PlaceOf(const std::string& path) {
  const fs::path place = fs::path(path).lexically_normal().relative_path();
  return place.string().starts_with("..") ? place.filename().string() : place.string();
}

bool Matches(const std::vector<std::string>& patterns, const std::string& place) {
  const std::string name = fs::path(place).filename();
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {
    const bool of_place = pattern.find('/') != std::string::npos;
    return fnmatch(pattern.c_str(), (of_place ? place : name).c_str(), 0) == 0;
  });
}

// Collects the files of a folder.
class Walker {
 public:
  Walker(const std::string& top, const InputKind& kind) : top_(top), kind_(kind) {}

  // Sorted by place.
  std::vector<InputFile> Walk() {
    Enter(top_);
    std::ranges::sort(found_, {}, &InputFile::place);
    return std::move(found_);
  }

  size_t hidden() const { return hidden_; }

 private:
  using Identity = std::pair<dev_t, ino_t>;

  void Enter(const fs::path& folder) {
    struct stat status {};
    if (stat(folder.c_str(), &status) != 0) return AddFailure(folder, std::strerror(errno));
    const Identity identity(status.st_dev, status.st_ino);
    if (std::ranges::find(entered_, identity) != entered_.end()) {
      spdlog::warn("{}: leads back to a folder that it is in, passed over", folder.string());
      return;
    }
    entered_.push_back(identity);
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      Look(it->path());
    }
    if (error) AddFailure(folder, error.message());
    entered_.pop_back();
  }

  void Look(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    const bool folder = fs::is_directory(status);
    if (!folder && !kind_.wanted(path)) return;
    if (path.filename().string().starts_with('.')) {  // "._x.wav": macOS's notes about x.wav
      ++hidden_;
    } else if (folder) {
      Enter(path);
    } else if (fs::is_regular_file(status)) {
      found_.push_back({path, PlaceOf(path), {}});
    } else {
      AddFailure(path, error ? error.message() : "not an ordinary file");
    }
  }

  void AddFailure(const fs::path& path, const std::string& reason) {
    found_.push_back({path, PlaceOf(path), Error{ErrorCode::kInput, "cannot read: " + reason}});
  }

  std::string PlaceOf(const fs::path& path) const { return path.lexically_relative(top_); }

  const fs::path top_;
  const InputKind& kind_;
  std::vector<InputFile> found_;
  std::vector<Identity> entered_;  // the folders that the walk is in
  size_t hidden_ = 0;
};

bool IsFolder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool IsBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\v\f") == std::string::npos;
}

// A list with a NUL in it has its names end with NUL, as those of find -print0.
Result<void> ReadList(const std::string& list, bool nul, std::vector<std::string>* names) {
  return WithInput(list, [&](std::istream& in) -> Result<void> {
    const std::string text(std::istreambuf_iterator<char>(in), {});
    if (in.bad()) return Fail(ErrorCode::kInput, "cannot read");
    const bool by_nul = nul || text.find('\0') != std::string::npos;
    std::istringstream lines(text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text);
    for (std::string line; std::getline(lines, line, by_nul ? '\0' : '\n');) {
      if (!by_nul && line.ends_with('\r')) line.pop_back();
      if (!IsBlank(line)) names->push_back(line);
    }
    return {};
  });
}

// "I/N" as index from 0 and count.
Result<std::pair<size_t, size_t>> ParseShard(const std::string& text) {
  size_t index = 0;
  size_t count = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, index);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == '/') {
    const auto second = std::from_chars(first.ptr + 1, end, count);
    if (second.ec == std::errc() && second.ptr == end && index >= 1 && index <= count) {
      return std::pair(index - 1, count);
    }
  }
  return Fail(ErrorCode::kUsage, "--shard: " + text + ": I/N, I being 1 to N");
}

}  // namespace

void AddInputOptions(CLI::App* app, InputOptions* options) {
  app->add_option("FILE", options->names, "inputs, - for standard input")
      ->type_name(options->patterns);
  app->add_flag("-r,--recursive", options->recursive, "take folders, and all that is in them");
  app->add_option("--filelist", options->list, "a file of further inputs, one a line, or -")
      ->type_name("FILE");
  app->add_flag("-0,--null", options->nul, "the list's names end with NUL, as find -print0's do");
  app->add_option("--include", options->include,
                  "take only files of this name (*.wav) or place in their folder (2004/*)")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  app->add_option("--exclude", options->exclude, "leave out such files")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  app->add_option("--shard", options->shard,
                  "take one of N shares that last equally long, I from 1")
      ->type_name("I/N");
  app->callback([options] {
    if (options->names.empty() && options->list.empty()) throw CLI::RequiredError("FILE");
  });
}

Result<std::vector<InputFile>> FindInputs(const InputOptions& options, const InputKind& kind) {
  std::vector<std::string> names = options.names;
  if (!options.list.empty()) {
    if (auto read = ReadList(options.list, options.nul, &names); !read) {
      return Fail(read.error().code, options.list + ": " + read.error().message);
    }
  }
  std::vector<InputFile> files;
  for (const std::string& name : names) {
    if (!options.recursive || !IsFolder(name)) {
      files.push_back({name, PlaceOf(name), {}});
      continue;
    }
    Walker walker(name, kind);
    std::ranges::move(walker.Walk(), std::back_inserter(files));
    if (walker.hidden() > 0) {
      spdlog::info("{}: {} hidden, passed over", name,
                   CountText(walker.hidden(), "file or folder", "files or folders"));
    }
  }
  std::erase_if(files, [&](const InputFile& file) {
    const bool included = options.include.empty() || Matches(options.include, file.place) ||
                          file.error;  // what is in it nobody knows
    return !included || Matches(options.exclude, file.place);
  });
  if (files.empty()) {
    const std::string where = names.size() == 1 ? names[0] + ": " : "";
    return Fail(ErrorCode::kInput, where + "no such files were found");
  }
  return files;
}

std::optional<Error> Missing(const std::string& path) {
  struct stat status {};
  if (path == "-" || stat(path.c_str(), &status) == 0) return std::nullopt;
  return Error{ErrorCode::kInput, std::string("cannot open: ") + std::strerror(errno)};
}

Result<std::vector<size_t>> TakeShard(const std::string& shard, size_t files,
                                      const std::function<double(size_t)>& cost) {
  std::vector<size_t> all(files);
  std::iota(all.begin(), all.end(), size_t{0});
  if (shard.empty()) return all;
  const auto parsed = ParseShard(shard);
  SPK_TRY(parsed);
  std::vector<double> costs(files);
  std::ranges::transform(all, costs.begin(), cost);
  return ShardMembers(costs, parsed->first, parsed->second);
}

std::vector<size_t> ShardMembers(std::span<const double> costs, size_t index, size_t count) {
  std::vector<size_t> order(costs.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, [&](size_t a, size_t b) { return costs[a] > costs[b]; });
  // The longest first, each to the share that has least; of equal ones to the one with fewest
  // files.
  using Load = std::tuple<double, size_t, size_t>;  // cost, files, share
  std::vector<Load> loads;
  for (size_t share = 0; share < count; ++share) loads.emplace_back(0, 0, share);
  std::vector<size_t> members;
  for (const size_t file : order) {
    std::ranges::pop_heap(loads, std::greater());
    auto& [cost, files, share] = loads.back();
    if (share == index) members.push_back(file);
    cost += costs[file];
    ++files;
    std::ranges::push_heap(loads, std::greater());
  }
  std::ranges::sort(members);
  return members;
}

int ForEachInput(const InputOptions& options, const InputKind& kind,
                 const std::function<Result<void>(const std::string& path)>& run) {
  const auto run_all = [&]() -> Result<int> {
    const auto files = FindInputs(options, kind);
    SPK_TRY(files);
    const auto members = TakeShard(options.shard, files->size(),
                                   [&](size_t i) { return kind.cost((*files)[i].path); });
    SPK_TRY(members);
    Outcome outcome;
    for (const size_t i : *members) {
      const InputFile& file = (*files)[i];
      if (file.error) spdlog::error("{}: {}", file.path, file.error->message);
      outcome.Add(file.error ? tl::make_unexpected(*file.error)
                             : CatchAll<void>([&] { return run(file.path); }));
    }
    return outcome.exit_code();
  };
  return FinishOutput(ExitCode(run_all()));
}

bool HasSuffix(const fs::path& path, const std::string& suffix) {
  return strcasecmp(path.extension().c_str(), suffix.c_str()) == 0;
}

InputKind CodedFiles() {
  return {.wanted = [](const fs::path& path) { return HasSuffix(path, ".spk"); },
          .cost =
              [](const std::string& path) {
                std::error_code unknown;
                const auto size = fs::file_size(path, unknown);
                return unknown ? 0.0 : static_cast<double>(size);
              }};
}

}  // namespace spk
