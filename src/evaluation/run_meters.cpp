#include "evaluation/run_meters.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>

#include "system/temporary.h"

namespace spk {
namespace {

// One window after the other, each given to every meter, by several threads.
class MeterRun {
 public:
  MeterRun(std::span<const Meter> meters, MeterWindows* windows, const Progress* progress)
      : meters_(meters), windows_(windows), progress_(progress), products_(meters.size()) {}

  Result<std::vector<MeterFigure>> Run(int threads) {
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back([this] { Work(); });
    Work();
    for (std::thread& other : others) other.join();
    if (error_) return tl::make_unexpected(*error_);
    std::vector<MeterFigure> figures;
    for (size_t i = 0; i < meters_.size(); ++i) {
      MeterFigure& figure = figures.emplace_back();
      figure.name = meters_[i].name();
      figure.seconds = seconds_;
      // In the order of the windows, whatever that of their ends.
      for (const double product : products_[i]) figure.sum += product;
    }
    return figures;
  }

 private:
  struct Job {
    std::shared_ptr<const MeterWindow> window;
    size_t meter = 0;
  };

  void Work() {
    while (const std::optional<Job> job = Next()) {
      const Meter& meter = meters_[job->meter];
      const auto number =
          meter.Run([&](const MeterSound& sound) { return job->window->Path(sound); },
                    job->window->Stem(meter.name()), [this] { return KeepGoing(); });
      Finish(*job, number);
    }
  }

  std::optional<Job> Next() {
    const std::lock_guard lock(mutex_);
    if (error_) return std::nullopt;
    if (!window_ || next_meter_ == meters_.size()) {
      auto window = windows_->Next();
      if (!window) error_ = window.error();
      window_ = window ? *window : nullptr;
      if (!window_) return std::nullopt;
      next_meter_ = 0;
      seconds_ += window_->seconds();
      for (auto& products : products_) products.push_back(0);
    }
    return Job{.window = window_, .meter = next_meter_++};
  }

  bool KeepGoing() {
    const std::lock_guard lock(mutex_);
    return !error_ && (!*progress_ || (*progress_)(done_));
  }

  void Finish(const Job& job, const Result<double>& number) {
    const std::lock_guard lock(mutex_);
    if (number) {
      products_[job.meter][job.window->index()] = *number * job.window->seconds();
      done_ += job.window->seconds() / static_cast<double>(meters_.size());
    } else if (!error_) {
      error_ = number.error();  // which stops the others
    }
  }

  std::span<const Meter> meters_;

  std::mutex mutex_;  // of all that follows
  MeterWindows* windows_;
  const Progress* progress_;
  std::shared_ptr<const MeterWindow> window_;  // the last that was cut
  size_t next_meter_ = 0;                      // to hear it
  std::vector<std::vector<double>> products_;  // by meter and window: the number times the seconds
  double seconds_ = 0;
  double done_ = 0;
  std::optional<Error> error_;  // the first
};

}  // namespace

double MeterFigure::mean() const {
  return seconds > 0 ? sum / seconds : std::numeric_limits<double>::quiet_NaN();
}

Result<std::vector<MeterFigure>> RunMeters(std::span<const Meter> meters,
                                           const MeterRecording& recording, int threads,
                                           const Progress& progress) {
  if (meters.empty()) return std::vector<MeterFigure>();
  const ScratchFolder scratch;
  if (!scratch.status()) return tl::make_unexpected(scratch.status().error());
  std::set<MeterSound> sounds;
  for (const Meter& meter : meters) {
    sounds.insert(meter.sounds().begin(), meter.sounds().end());
  }
  MeterWindows windows(scratch.path(), recording.seconds);
  for (const MeterSound& sound : sounds) {
    const auto added = windows.Add(sound, sound.reference ? recording.original : recording.decode);
    SPK_TRY(added);
  }
  if (threads <= 0) threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  return MeterRun(meters, &windows, &progress).Run(threads);
}

}  // namespace spk
