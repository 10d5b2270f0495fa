#include "capture/reopener.h"

#include <cerrno>
#include <chrono>
#include <utility>

#include "capture/card_list.h"

using std::chrono::milliseconds;

Reopener::State::State(const AlsaApi& table, PcmRequest asked, std::string name, int interval)
    : api(table), request(std::move(asked)), card_name(std::move(name)), interval_ms(interval) {}

Reopener::State::~State() { delete returned.exchange(nullptr); }

Reopener::Reopener(const AlsaApi& api, PcmRequest request, std::string card_name, int interval_ms, int stop_ms)
    : stop_ms_(stop_ms), state_(std::make_shared<State>(api, std::move(request), std::move(card_name), interval_ms)) {
  thread_ = std::thread([state = state_] { state->run(); });
}

Reopener::~Reopener() {
  std::unique_lock<std::mutex> guard(state_->lock);
  state_->stopping = true;
  state_->changed.notify_all();
  const bool ended = state_->changed.wait_for(guard, milliseconds(stop_ms_), [this] { return state_->ended; });
  guard.unlock();
  if (ended) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void Reopener::bury(std::unique_ptr<PcmDevice> device, int error) {
  {
    std::lock_guard<std::mutex> guard(state_->lock);
    state_->dead = std::move(device);
    state_->error = error;
    state_->away = true;
  }
  state_->changed.notify_all();
}

std::string Reopener::message() const {
  std::lock_guard<std::mutex> guard(state_->lock);
  return state_->message;
}

void Reopener::back() {
  std::lock_guard<std::mutex> guard(state_->lock);
  state_->message.clear();
}

void Reopener::State::run() {
  // The pause keeps a device that dies as soon as it is back from being reopened in a busy loop.
  auto next = std::chrono::steady_clock::now();
  std::unique_lock<std::mutex> guard(lock);
  for (;;) {
    changed.wait(guard, [this] { return stopping || away; });
    if (dead) {
      std::unique_ptr<PcmDevice> gone = std::move(dead);
      message = request.device + (error == -ENODEV ? " was unplugged" : std::string(" stopped: ") + api.snd_strerror(error));
      guard.unlock();
      gone.reset();
      guard.lock();
    }
    if (!stopping) changed.wait_until(guard, next, [this] { return stopping || dead != nullptr; });
    if (stopping) break;
    guard.unlock();
    std::unique_ptr<PcmDevice> device = attempt();
    next = std::chrono::steady_clock::now() + milliseconds(interval_ms);
    guard.lock();
    if (!device) continue;
    if (stopping) {
      guard.unlock();
      device.reset();
      guard.lock();
      break;
    }
    away = false;
    delete returned.exchange(device.release());
  }
  ended = true;
  changed.notify_all();
}

// Opens the card by its old name. If it returns before its old entry is gone, it gets a new id (X18_1). So otherwise
// any card with the same human name is taken.
std::unique_ptr<PcmDevice> Reopener::State::attempt() {
  PcmFault fault;
  if (auto device = PcmDevice::open(api, request, fault)) return device;
  const auto report = [this](const PcmFault& why) {
    // A missing card needs no report: the message already says that it is away.
    if (why.code == "alsa-open") return;
    std::lock_guard<std::mutex> guard(lock);
    message = why.message;
  };
  report(fault);
  const size_t equals = request.device.find("CARD=");
  if (card_name.empty() || equals == std::string::npos || fault.code != "alsa-open") return nullptr;
  const size_t start = equals + 5;
  const size_t comma = request.device.find(',', start);
  const std::string id = request.device.substr(start, comma == std::string::npos ? comma : comma - start);
  for (const CardFacts& card : list_cards(api, false)) {
    if (card.name != card_name || card.id == id) continue;
    PcmRequest again = request;
    again.device.replace(start, id.size(), card.id);
    if (auto device = PcmDevice::open(api, again, fault)) return device;
    report(fault);
  }
  return nullptr;
}
