#include "listening/ratings.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

#include "listening/csv.h"
#include "system/text.h"
#include "system/text_file.h"

namespace spk {
namespace {

using Cells = std::vector<std::string>;

size_t IndexOf(const std::string& name, std::vector<std::string>* names) {
  const auto index = static_cast<size_t>(std::ranges::find(*names, name) - names->begin());
  if (index == names->size()) names->push_back(name);
  return index;
}

std::optional<double> NumberOf(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Files one after the other.
class Reader {
 public:
  Result<void> Read(const std::string& text) {
    const auto rows = ParseCsv(text);
    SPK_TRY(rows);
    SPK_TRY(ReadHead(rows->empty() ? Cells() : rows->front()));
    for (size_t i = 1; i < rows->size(); ++i) {
      if (auto read = ReadRow((*rows)[i]); !read) {
        return Fail(read.error().code,
                    "line " + std::to_string(i + 1) + ": " + read.error().message);
      }
    }
    return {};
  }

  Ratings Take() { return std::move(ratings_); }

 private:
  Result<void> ReadHead(const Cells& head) {
    columns_.clear();
    for (size_t i = 0; i < head.size(); ++i) columns_[head[i]] = i;
    width_ = head.size();
    for (const char* name :
         {"session_test_id", "session_uuid", "trial_id", "rating_stimulus", "rating_score"}) {
      if (columns_.contains(name)) continue;
      return Fail(ErrorCode::kInput, std::string("there is no column ") + name);
    }
    return {};
  }

  Result<void> ReadRow(const Cells& row) {
    if (row.size() != width_) return Fail(ErrorCode::kInput, "has another number of cells");
    const auto cell = [&](const char* name) -> std::string {
      const auto column = columns_.find(name);
      return column == columns_.end() ? "" : row[column->second];
    };
    const std::string test = cell("session_test_id");
    if (test_.value_or(test) != test) {
      return Fail(ErrorCode::kInput,
                  "is of test " + Printable(test) + ", those before of " + Printable(*test_));
    }
    test_ = test;
    const auto score = NumberOf(cell("rating_score"));
    if (!score || !(*score >= 0 && *score <= 100)) {
      return Fail(ErrorCode::kInput, "rating_score is not 0 to 100");
    }
    Rating rating{.listener = ListenerOf(cell("session_uuid"), cell("listener")),
                  .trial = IndexOf(cell("trial_id"), &ratings_.trials),
                  .stimulus = IndexOf(cell("rating_stimulus"), &ratings_.stimuli),
                  .score = *score,
                  .kbps = NumberOf(cell("kbps"))};
    if (!seen_.emplace(rating.listener, rating.trial, rating.stimulus).second) {
      return Fail(ErrorCode::kInput, "rates what was rated before");
    }
    ratings_.all.push_back(rating);
    return {};
  }

  // Sessions tell listeners apart; people are shown by the names that they gave.
  size_t ListenerOf(const std::string& session, const std::string& name) {
    const size_t index = IndexOf(session, &sessions_);
    if (index == ratings_.listeners.size()) {
      ratings_.listeners.push_back(name.empty() ? session : name);
    }
    return index;
  }

  Ratings ratings_;
  std::optional<std::string> test_;
  std::vector<std::string> sessions_;
  std::map<std::string, size_t> columns_;  // of the file that is being read
  size_t width_ = 0;
  std::set<std::tuple<size_t, size_t, size_t>> seen_;
};

}  // namespace

Result<Ratings> ReadRatings(const std::vector<std::string>& paths) {
  Reader reader;
  for (const std::string& path : paths) {
    const auto text = ReadTextFile(path);
    SPK_TRY(text);
    if (auto read = reader.Read(*text); !read) {
      return Fail(read.error().code, path + ": " + read.error().message);
    }
  }
  return reader.Take();
}

std::vector<size_t> UnreliableListeners(const Ratings& ratings) {
  constexpr double kLowest = 90;
  constexpr double kMostMissed = 0.15;
  std::vector<int> trials(ratings.listeners.size());
  std::vector<int> missed(ratings.listeners.size());
  for (const Rating& rating : ratings.all) {
    if (ratings.stimuli[rating.stimulus] != kReferenceName) continue;
    ++trials[rating.listener];
    if (rating.score < kLowest) ++missed[rating.listener];
  }
  std::vector<size_t> unreliable;
  for (size_t i = 0; i < trials.size(); ++i) {
    if (missed[i] > kMostMissed * trials[i]) unreliable.push_back(i);
  }
  return unreliable;
}

Ratings WithoutListeners(Ratings ratings, const std::vector<size_t>& listeners) {
  std::erase_if(ratings.all, [&](const Rating& rating) {
    return std::ranges::binary_search(listeners, rating.listener);
  });
  return ratings;
}

}  // namespace spk
