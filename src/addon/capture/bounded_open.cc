#include "capture/bounded_open.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace {

struct Attempt {
  std::mutex lock;
  std::condition_variable changed;
  bool done = false;
  bool too_late = false;
  std::unique_ptr<PcmDevice> device;
  PcmFault fault;
};

}  // namespace

std::unique_ptr<PcmDevice> open_within(const AlsaApi& api, const PcmRequest& request, PcmFault& fault, int timeout_ms) {
  const auto attempt = std::make_shared<Attempt>();
  std::thread opener;
  try {
    opener = std::thread([attempt, &api, request] {
      PcmFault why;
      std::unique_ptr<PcmDevice> device = PcmDevice::open(api, request, why);
      {
        std::lock_guard<std::mutex> guard(attempt->lock);
        attempt->done = true;
        attempt->fault = std::move(why);
        if (!attempt->too_late) attempt->device = std::move(device);
      }
      attempt->changed.notify_all();
      // If nobody waits any more, the device is closed here, outside the lock.
    });
  } catch (const std::system_error& error) {
    fault = {"alsa-thread", request.device + " cannot be opened, no thread: " + error.what()};
    return nullptr;
  }
  std::unique_lock<std::mutex> guard(attempt->lock);
  attempt->changed.wait_for(guard, std::chrono::milliseconds(timeout_ms), [&] { return attempt->done; });
  if (!attempt->done) {
    attempt->too_late = true;
    opener.detach();
    fault = {"alsa-open", request.device + " does not answer: it could not be opened within " + std::to_string(timeout_ms) + " ms"};
    return nullptr;
  }
  guard.unlock();
  opener.join();
  fault = attempt->fault;
  return std::move(attempt->device);
}
