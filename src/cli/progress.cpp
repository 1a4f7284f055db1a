#include "cli/progress.h"

#include <spdlog/fmt/fmt.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "cli/command.h"
#include "cli/terminal.h"

namespace spk {
namespace {

bool CanRewriteLines() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

int TerminalColumns() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

}  // namespace

ProgressLine::ProgressLine(std::vector<std::string> names,
                           const std::function<double(size_t)>& costs, bool quiet)
    : tasks_(names.size()), shown_(!quiet && CanRewriteLines()) {
  for (size_t i = 0; shown_ && i < names.size(); ++i) {
    tasks_[i].name = std::move(names[i]);
    tasks_[i].cost = costs(i);
  }
}

ProgressLine::~ProgressLine() { Clear(); }

void ProgressLine::Clear() {
  const std::lock_guard lock(mutex_);
  if (shown_) Tell("\r\033[K");
}

void ProgressLine::Update(size_t task, double seconds, double share) {
  const std::lock_guard lock(mutex_);
  tasks_[task].seconds = seconds;
  tasks_[task].share = std::min(1.0, share);
  constexpr auto kEvery = std::chrono::milliseconds(100);
  if (shown_ && Clock::now() - last_ > kEvery) Show();
}

void ProgressLine::Finish(size_t task, double seconds, bool worked) {
  const std::lock_guard lock(mutex_);
  tasks_[task].seconds = seconds;
  tasks_[task].share = 1;
  tasks_[task].finished = true;
  tasks_[task].passed_over = !worked;
}

void ProgressLine::Show() {
  last_ = Clock::now();
  const double elapsed = std::chrono::duration<double>(last_ - start_).count();
  size_t finished = 0;
  double seconds = 0;
  double cost = 0;
  double total_cost = 0;
  for (const State& task : tasks_) {
    finished += task.finished ? 1 : 0;
    if (task.passed_over) continue;
    seconds += task.seconds;
    cost += task.cost * task.share;
    total_cost += task.cost;
  }
  std::string text = tasks_.size() == 1 ? fmt::format("{:.30}: ", tasks_[0].name)
                                        : fmt::format("{} of {} files, {:.2f} h: ", finished,
                                                      tasks_.size(), seconds / 3600);
  if (cost > 0) {
    text += fmt::format("{:.0f} %, {} left, ", 100 * cost / total_cost,
                        ClockText(elapsed * (total_cost / cost - 1)));
  } else {
    text += fmt::format("{}, ", ClockText(seconds));
  }
  text += fmt::format("{:.0f}x real time", seconds / elapsed);
  // One column less than there are: no line is broken.
  Tell(fmt::format("\r{:.{}}\033[K", text, TerminalColumns() - 1));
}

}  // namespace spk
