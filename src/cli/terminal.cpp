#include "cli/terminal.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <mutex>
#include <string>

#include "system/text.h"

namespace spk {
namespace {

class TerminalSink : public spdlog::sinks::base_sink<std::mutex> {
 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const std::string text = Printable({message.payload.data(), message.payload.size()});
    spdlog::details::log_msg shown = message;
    shown.payload = text;
    spdlog::memory_buf_t line;
    formatter_->format(shown, line);
    Tell({line.data(), line.size()});
  }
  void flush_() override {}
};

}  // namespace

void SetUpLog() {
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("spk", std::make_shared<TerminalSink>()));
  spdlog::set_pattern("spk: %v");
}

void Tell(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) text.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace spk
