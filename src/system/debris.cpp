#include "system/debris.h"

#include <semaphore.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

namespace spk {
namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};

volatile std::sig_atomic_t ending_signal = 0;
sem_t signal_came;

// Never destroyed: threads may ask for it while the process ends.
struct Registry {
  std::mutex mutex;
  std::set<std::string> paths;
  std::set<pid_t> groups;
};
Registry& TheRegistry() {
  static auto* registry = new Registry;
  return *registry;
}

// Only what a handler may do.
void NoteSignal(int signal) {
  const int error = errno;
  ending_signal = signal;
  for (const int any : kSignals) std::signal(any, SIG_DFL);
  sem_post(&signal_came);
  errno = error;
}

void EndGroups(const std::set<pid_t>& groups) {
  if (groups.empty()) return;
  for (const pid_t leader : groups) kill(-leader, SIGTERM);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  for (const pid_t leader : groups) kill(-leader, SIGKILL);
}

void WaitForSignal() {
  while (sem_wait(&signal_came) != 0) continue;
  // Kept for good: no thread makes anything new.
  TheRegistry().mutex.lock();
  EndGroups(TheRegistry().groups);
  for (const std::string& path : TheRegistry().paths) {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  kill(getpid(), ending_signal);
  pause();
}

}  // namespace

void RemoveDebrisOnSignals() {
  static std::once_flag once;
  std::call_once(once, [] {
    sem_init(&signal_came, 0, 0);
    try {
      std::thread(WaitForSignal).detach();
    } catch (const std::system_error&) {
      return;  // no more threads: the signals end the process as they always do
    }
    for (const int signal : kSignals) HandleOnce(signal, NoteSignal);
  });
}

void HandleOnce(int signal, void (*handler)(int)) {
  struct sigaction action {};
  sigaction(signal, nullptr, &action);
  if (action.sa_handler == SIG_IGN) return;
  action = {};
  action.sa_handler = handler;
  // What waits goes on waiting until the process ends: nobody takes an interruption for an end.
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  sigaction(signal, &action, nullptr);
}

void RegisterDebris(const std::string& path) {
  const std::lock_guard lock(TheRegistry().mutex);
  TheRegistry().paths.insert(path);
}

void ForgetDebris(const std::string& path) {
  const std::lock_guard lock(TheRegistry().mutex);
  TheRegistry().paths.erase(path);
}

void RegisterGroup(pid_t leader) {
  const std::lock_guard lock(TheRegistry().mutex);
  TheRegistry().groups.insert(leader);
}

void ForgetGroup(pid_t leader) {
  const std::lock_guard lock(TheRegistry().mutex);
  TheRegistry().groups.erase(leader);
}

}  // namespace spk
