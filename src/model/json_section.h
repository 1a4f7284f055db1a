// Strict reading of JSON objects: every value has a range, unknown keys are errors.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace spk {

// Carries the message from the depth of the tree to who asked for all of it, and makes it a value.
struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// One JSON object. Reads known keys, keeps the default of absent ones, and reports what is left.
class JsonSection {
 public:
  static constexpr int64_t kMaxList = 64;

  JsonSection(const nlohmann::json& json, std::string path) : json_(json), path_(std::move(path)) {
    if (!json_.is_object()) {
      throw ConfigError(path_ + ": expected an object");
    }
  }

  void Integer(const char* key, int64_t* value, int64_t low, int64_t high) {
    if (const nlohmann::json* item = Find(key)) {
      *value = CheckedInteger(*item, key, low, high);
    }
  }

  void Number(const char* key, double* value, double low, double high) {
    if (const nlohmann::json* item = Find(key)) {
      if (!item->is_number() || item->get<double>() < low || item->get<double>() > high) {
        Throw(key, "expected a number in [" + Text(low) + ", " + Text(high) + "]");
      }
      *value = item->get<double>();
    }
  }

  void Boolean(const char* key, bool* value) {
    if (const nlohmann::json* item = Find(key)) {
      if (!item->is_boolean()) {
        Throw(key, "expected true or false");
      }
      *value = item->get<bool>();
    }
  }

  void String(const char* key, std::string* value) {
    if (const nlohmann::json* item = Find(key)) {
      if (!item->is_string()) {
        Throw(key, "expected a string");
      }
      *value = item->get<std::string>();
    }
  }

  void List(const char* key, std::vector<int64_t>* values, int64_t low, int64_t high) {
    if (const nlohmann::json* list = Find(key)) {
      if (!list->is_array() || list->empty() || list->size() > kMaxList) {
        Throw(key, "expected a list of 1 to 64 integers");
      }
      values->clear();
      for (const nlohmann::json& item : *list) {
        values->push_back(CheckedInteger(item, key, low, high));
      }
    }
  }

  template <typename Enum>
  void Choice(const char* key, Enum* value, const std::map<std::string, Enum>& names) {
    if (const nlohmann::json* item = Find(key)) {
      const auto found = item->is_string() ? names.find(item->get<std::string>()) : names.end();
      if (found == names.end()) {
        std::string all;
        for (const auto& [name, unused] : names) {
          all += (all.empty() ? "" : ", ") + name;
        }
        Throw(key, "expected one of " + all);
      }
      *value = found->second;
    }
  }

  // An object of numbers by names of its own.
  void Numbers(const char* key, std::map<std::string, double>* values, double low, double high) {
    const std::optional<JsonSection> section = OptionalChild(key);
    if (!section) return;
    values->clear();
    for (const auto& [name, unused] : section->json_.items()) {
      JsonSection(*section).Number(name.c_str(), &(*values)[name], low, high);
    }
  }

  JsonSection Child(const char* key) {
    std::optional<JsonSection> child = OptionalChild(key);
    if (!child) Throw(key, "missing");
    return *child;
  }

  std::optional<JsonSection> OptionalChild(const char* key) {
    const nlohmann::json* item = Find(key);
    if (item == nullptr) return std::nullopt;
    return JsonSection(*item, Path(key));
  }

  // The objects of a list that has one at least; none where it is absent.
  std::vector<JsonSection> Children(const char* key) {
    std::vector<JsonSection> children;
    const nlohmann::json* list = Find(key);
    if (list == nullptr) return children;
    if (!list->is_array() || list->empty()) Throw(key, "expected a list of objects");
    for (const nlohmann::json& item : *list) {
      children.emplace_back(item, Path(key) + "[" + std::to_string(children.size()) + "]");
    }
    return children;
  }

  bool Has(const char* key) const { return json_.contains(key); }

  void RejectUnknown() const {
    for (const auto& [key, unused] : json_.items()) {
      if (!known_.contains(key)) {
        throw ConfigError(Path(key) + ": unknown key");
      }
    }
  }

  [[noreturn]] void Throw(const std::string& key, const std::string& reason) const {
    throw ConfigError(Path(key) + ": " + reason);
  }

 private:
  const nlohmann::json* Find(const char* key) {
    known_.insert(key);
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }

  int64_t CheckedInteger(const nlohmann::json& item, const char* key, int64_t low,
                         int64_t high) const {
    const bool fits = item.is_number_integer() &&
                      (!item.is_number_unsigned() || item.get<uint64_t>() <= INT64_MAX) &&
                      item.get<int64_t>() >= low && item.get<int64_t>() <= high;
    if (!fits) {
      Throw(key,
            "expected an integer in [" + std::to_string(low) + ", " + std::to_string(high) + "]");
    }
    return item.get<int64_t>();
  }

  static std::string Text(double value) {
    std::ostringstream text;
    text << value;
    return text.str();
  }

  std::string Path(const std::string& key) const { return path_.empty() ? key : path_ + "." + key; }

  const nlohmann::json& json_;  // outlives it
  std::string path_;
  std::set<std::string> known_;
};

}  // namespace spk
