#include "training/corpus.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "audio/audio_reader.h"
#include "audio/codec_input.h"
#include "audio/loudness.h"
#include "system/mapped_file.h"
#include "training/corpus_files.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

// A line of the index: what is in the sample file, and of which state of which source file.
struct Entry {
  std::string path;
  std::string stamp;   // size and time of change of the source
  int64_t begin = 0;   // in samples
  int64_t length = 0;  // 0 = could not be read
  std::vector<int8_t> loudness;
};

std::string ToLine(const Entry& entry) {
  std::ostringstream line;
  line << entry.path << '\t' << entry.stamp << '\t' << entry.begin << '\t' << entry.length << '\t';
  for (const int8_t point : entry.loudness) line << static_cast<int>(point) << ' ';
  return line.str();
}

std::optional<Entry> FromLine(const std::string& line) {
  std::istringstream fields(line);
  Entry entry;
  std::getline(fields, entry.path, '\t');
  std::getline(fields, entry.stamp, '\t');
  if (!(fields >> entry.begin >> entry.length)) return std::nullopt;
  for (int point = 0; fields >> point;) entry.loudness.push_back(static_cast<int8_t>(point));
  const auto points = (entry.length + kLoudnessBlock - 1) / kLoudnessBlock;
  if (static_cast<int64_t>(entry.loudness.size()) != points) return std::nullopt;
  return entry;
}

// Decodes one file to the codec's rate, mono, 16 bit, at the end of `out`.
Result<Entry> Decode(const fs::path& file, int sample_rate, std::ofstream* out) {
  Result<AudioReader> reader = AudioReader::Open(file.string());
  SPK_TRY(reader);
  CodecInput input(&*reader, /*channels=*/1, sample_rate);
  LoudnessMeter meter;
  Entry entry;
  std::vector<float> block(1 << 16);
  std::vector<int16_t> pcm;
  bool more = true;
  while (more) {
    const Result<int64_t> count = input.Read(block);
    SPK_TRY(count);
    more = *count == std::ssize(block);
    const auto samples = std::span(block).first(static_cast<size_t>(*count));
    meter.Add(samples);
    pcm.clear();
    for (const float x : samples) {
      pcm.push_back(static_cast<int16_t>(std::lround(std::clamp(x * 32768, -32768.0F, 32767.0F))));
    }
    out->write(reinterpret_cast<const char*>(pcm.data()),
               static_cast<std::streamsize>(pcm.size() * sizeof(int16_t)));
    entry.length += *count;
  }
  entry.loudness = meter.Points();
  return entry;
}

std::string CacheName(const fs::path& folder, int sample_rate) {
  const std::string key = folder.string() + "@" + std::to_string(sample_rate);
  std::ostringstream name;
  name << folder.filename().string() << '-' << std::hex << std::hash<std::string>()(key);
  return name.str();
}

std::vector<Entry> ReadIndex(const fs::path& path) {
  std::vector<Entry> entries;
  std::ifstream index(path);
  for (std::string line; std::getline(index, line);) {
    std::optional<Entry> entry = FromLine(line);
    if (!entry) break;  // the line an interruption cut off
    entries.push_back(std::move(*entry));
  }
  return entries;
}

// Decodes the files that the index does not have yet. Samples are written before their line, so
// whatever is in the index is whole.
Result<std::vector<Entry>> Update(const fs::path& folder, const fs::path& cache, int sample_rate,
                                  const std::map<std::string, std::string>& files,
                                  const Corpus::Progress& progress) {
  const fs::path index_path = cache.string() + ".tsv";
  const fs::path pcm_path = cache.string() + ".s16";
  std::vector<Entry> entries = ReadIndex(index_path);
  std::set<std::pair<std::string, std::string>> known;
  for (const Entry& entry : entries) known.emplace(entry.path, entry.stamp);
  int64_t end = entries.empty() ? 0 : entries.back().begin + entries.back().length;

  std::vector<std::pair<std::string, std::string>> missing;
  for (const auto& file : files) {
    if (!known.contains(file)) missing.emplace_back(file);
  }
  if (missing.empty()) return entries;

  std::error_code failure;
  std::ofstream(pcm_path, std::ios::app).flush();
  fs::resize_file(pcm_path, static_cast<uintmax_t>(end) * sizeof(int16_t), failure);
  std::ofstream index(index_path, std::ios::trunc);
  for (const Entry& entry : entries) index << ToLine(entry) << '\n';
  for (size_t i = 0; i < missing.size(); ++i) {
    const auto& [path, stamp] = missing[i];
    if (progress) progress(i, missing.size(), path);
    std::ofstream pcm(pcm_path, std::ios::binary | std::ios::app);
    Entry entry = Decode(folder / path, sample_rate, &pcm).value_or(Entry{});
    entry.path = path;
    entry.stamp = stamp;
    entry.begin = end;
    pcm.close();
    fs::resize_file(pcm_path, static_cast<uintmax_t>(end + entry.length) * sizeof(int16_t),
                    failure);
    index << ToLine(entry) << std::endl;
    if (!pcm || !index || failure) {
      return Fail(ErrorCode::kOutput, pcm_path.string() + ": cannot write");
    }
    end += entry.length;
    entries.push_back(std::move(entry));
  }
  return entries;
}

bool HoldsSamples(const std::vector<Entry>& entries) {
  return std::ranges::any_of(entries, [](const Entry& entry) { return entry.length > 0; });
}

class WaitingLock {
 public:
  explicit WaitingLock(const std::string& path)
      : descriptor_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
    flock(descriptor_, LOCK_EX);
  }
  ~WaitingLock() { close(descriptor_); }
  WaitingLock(const WaitingLock&) = delete;
  WaitingLock& operator=(const WaitingLock&) = delete;
  WaitingLock(WaitingLock&&) = delete;
  WaitingLock& operator=(WaitingLock&&) = delete;

 private:
  int descriptor_;
};

}  // namespace

Result<Corpus> Corpus::Open(const std::string& folder, const std::string& cache_folder,
                            int sample_rate, Split split, const Progress& progress) {
  std::error_code failure;
  const fs::path root = fs::canonical(folder, failure);
  if (failure || !fs::is_directory(root)) {
    return Fail(ErrorCode::kInput, folder + ": no such folder");
  }
  const std::map<std::string, std::string> files = ListAudio(root, split);
  if (files.empty()) return Fail(ErrorCode::kInput, folder + ": holds no audio");
  const fs::path cache = fs::path(cache_folder) / CacheName(root, sample_rate);
  fs::create_directories(cache_folder, failure);
  Result<std::vector<Entry>> entries = [&] {
    const WaitingLock lock(cache.string() + ".lock");  // several processes may start at once
    return Update(root, cache, sample_rate, files, progress);
  }();
  SPK_TRY(entries);

  Corpus corpus;
  if (!HoldsSamples(*entries)) return Fail(ErrorCode::kInput, folder + ": no readable audio");
  auto mapped = MappedFile::Open(cache.string() + ".s16");
  SPK_TRY(mapped);
  const auto mapping = std::make_shared<const MappedFile>(std::move(*mapped));
  const std::span<const uint8_t> bytes = mapping->bytes();
  const auto* samples = reinterpret_cast<const int16_t*>(bytes.data());
  corpus.mapping_ = mapping;
  for (Entry& entry : *entries) {
    const auto file = files.find(entry.path);
    if (file == files.end() || file->second != entry.stamp) continue;
    if (entry.length == 0) {
      corpus.skipped_.push_back(entry.path);
      continue;
    }
    const auto end = static_cast<size_t>(entry.begin + entry.length) * sizeof(int16_t);
    if (end > bytes.size()) {
      return Fail(ErrorCode::kInput, cache.string() + ".s16: shorter than its index; delete both");
    }
    corpus.total_samples_ += entry.length;
    corpus.recordings_.push_back({std::move(entry.path),
                                  {samples + entry.begin, static_cast<size_t>(entry.length)},
                                  std::move(entry.loudness)});
  }
  if (corpus.recordings_.empty()) return Fail(ErrorCode::kInput, folder + ": no readable audio");
  std::sort(corpus.recordings_.begin(), corpus.recordings_.end(),
            [](const Recording& a, const Recording& b) { return a.path < b.path; });
  return corpus;
}

}  // namespace spk
