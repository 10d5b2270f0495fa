#include "reopener.h"

#include <cerrno>
#include <chrono>
#include <utility>

#include "card_list.h"

Reopener::Reopener(const AlsaApi& api, PcmWishes wishes, std::string card_name, int interval_ms)
    : api_(api), wishes_(std::move(wishes)), card_name_(std::move(card_name)), interval_ms_(interval_ms) {
  thread_ = std::thread([this] { run(); });
}

Reopener::~Reopener() {
  {
    std::lock_guard<std::mutex> guard(lock_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  delete returned_.exchange(nullptr);
}

void Reopener::bury(std::unique_ptr<PcmDevice> device, int error) {
  {
    std::lock_guard<std::mutex> guard(lock_);
    dead_ = std::move(device);
    error_ = error;
    away_ = true;
  }
  changed_.notify_all();
}

std::string Reopener::message() const {
  std::lock_guard<std::mutex> guard(lock_);
  return message_;
}

void Reopener::back() {
  std::lock_guard<std::mutex> guard(lock_);
  message_.clear();
}

void Reopener::run() {
  std::unique_lock<std::mutex> guard(lock_);
  while (!stopping_) {
    changed_.wait(guard, [this] { return stopping_ || away_; });
    if (stopping_) return;
    if (dead_) {
      std::unique_ptr<PcmDevice> dead = std::move(dead_);
      message_ = wishes_.device + (error_ == -ENODEV ? " was unplugged" : std::string(" stopped: ") + api_.snd_strerror(error_));
      guard.unlock();
      dead.reset();
      guard.lock();
    }
    guard.unlock();
    std::unique_ptr<PcmDevice> device = attempt();
    guard.lock();
    if (device) {
      away_ = false;
      delete returned_.exchange(device.release());
    } else {
      changed_.wait_for(guard, std::chrono::milliseconds(interval_ms_), [this] { return stopping_ || dead_ != nullptr; });
    }
  }
}

// By the name it had; else, since a card that comes back while its old self is not gone yet gets a new id (X18_1), by
// any card of the same human name.
std::unique_ptr<PcmDevice> Reopener::attempt() {
  PcmFault fault;
  if (auto device = PcmDevice::open(api_, wishes_, fault)) return device;
  const auto report = [this](const PcmFault& why) {
    // A card that is simply not there yet is what the message already says.
    if (why.code == "alsa-open") return;
    std::lock_guard<std::mutex> guard(lock_);
    message_ = why.message;
  };
  report(fault);
  const size_t equals = wishes_.device.find("CARD=");
  if (card_name_.empty() || equals == std::string::npos || fault.code != "alsa-open") return nullptr;
  const size_t start = equals + 5;
  const size_t comma = wishes_.device.find(',', start);
  const std::string id = wishes_.device.substr(start, comma == std::string::npos ? comma : comma - start);
  for (const CardFacts& card : list_cards(api_, false)) {
    if (card.name != card_name_ || card.id == id) continue;
    PcmWishes again = wishes_;
    again.device.replace(start, id.size(), card.id);
    if (auto device = PcmDevice::open(api_, again, fault)) return device;
    report(fault);
  }
  return nullptr;
}
