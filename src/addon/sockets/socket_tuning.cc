#include "sockets/socket_tuning.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "node_api_helpers.h"

#ifndef SO_COOKIE
#define SO_COOKIE 57
#endif
#ifndef TCP_NOTSENT_LOWAT
#define TCP_NOTSENT_LOWAT 25
#endif

namespace {

// An IP address and port, host order. IPv4 inside IPv6 (::ffff:a.b.c.d) is read as IPv4.
struct Endpoint {
  int family = 0;
  uint8_t address[16] = {};
  uint16_t port = 0;
};

Endpoint endpoint_of(const sockaddr_storage& storage) {
  Endpoint endpoint;
  endpoint.family = storage.ss_family;
  if (storage.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(storage);
    std::memcpy(endpoint.address, &v4.sin_addr, 4);
    endpoint.port = ntohs(v4.sin_port);
  } else if (storage.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(storage);
    endpoint.port = ntohs(v6.sin6_port);
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
      endpoint.family = AF_INET;
      std::memcpy(endpoint.address, v6.sin6_addr.s6_addr + 12, 4);
    } else {
      std::memcpy(endpoint.address, &v6.sin6_addr, 16);
    }
  }
  return endpoint;
}

// False if the text is not an address.
bool parse_address(const std::string& text, Endpoint& endpoint) {
  const std::string plain = text.rfind("::ffff:", 0) == 0 && text.find('.') != std::string::npos ? text.substr(7) : text;
  endpoint.family = plain.find(':') == std::string::npos ? AF_INET : AF_INET6;
  return inet_pton(endpoint.family, plain.c_str(), endpoint.address) == 1;
}

bool local_endpoint(int fd, Endpoint& endpoint) {
  sockaddr_storage storage{};
  socklen_t length = sizeof(storage);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return false;
  endpoint = endpoint_of(storage);
  return endpoint.family == AF_INET || endpoint.family == AF_INET6;
}

bool remote_endpoint(int fd, Endpoint& endpoint) {
  sockaddr_storage storage{};
  socklen_t length = sizeof(storage);
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return false;
  endpoint = endpoint_of(storage);
  return true;
}

int option(int fd, int level, int name, int fallback) {
  int value = fallback;
  socklen_t length = sizeof(value);
  return getsockopt(fd, level, name, &value, &length) == 0 ? value : fallback;
}

uint64_t cookie_of(int fd) {
  uint64_t cookie = 0;
  socklen_t length = sizeof(cookie);
  return getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &length) == 0 ? cookie : 0;
}

// Whether a descriptor is still the socket with this cookie. Anything that is not a socket has none.
bool is_still(int fd, double cookie) { return fd >= 0 && cookie > 0 && static_cast<double>(cookie_of(fd)) == cookie; }

// Calls `visit(fd)` for every socket of this process with that protocol (IPPROTO_…) that is bound
// to `port`, until `visit` returns false.
template <typename Visit>
void each_socket(int protocol, int port, Visit visit) {
  DIR* directory = opendir("/proc/self/fd");
  if (directory == nullptr) return;
  const int own = dirfd(directory);
  while (const dirent* entry = readdir(directory)) {
    char* end = nullptr;
    const long fd = std::strtol(entry->d_name, &end, 10);
    if (end == entry->d_name || *end != '\0' || fd == own) continue;
    Endpoint local;
    if (option(static_cast<int>(fd), SOL_SOCKET, SO_PROTOCOL, 0) != protocol) continue;
    if (!local_endpoint(static_cast<int>(fd), local) || local.port != port) continue;
    if (!visit(static_cast<int>(fd))) break;
  }
  closedir(directory);
}

struct WantedOption {
  const char* name;
  // −1 = leave as it is.
  int value;
};

bool set_option(int fd, int level, int name, int value) {
  return setsockopt(fd, level, name, &value, sizeof(value)) == 0;
}

bool apply(int fd, const std::string& name, int value) {
  if (name == "sendBuffer") return set_option(fd, SOL_SOCKET, SO_SNDBUF, value);
  if (name == "notSentLowat") return set_option(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, value);
  if (name == "noDelay") return set_option(fd, IPPROTO_TCP, TCP_NODELAY, value);
  if (name == "priority") return set_option(fd, SOL_SOCKET, SO_PRIORITY, value);
  if (value > 63) return false;
  // A dual-stack socket carries both: IP_TOS for IPv4 clients, the traffic class for IPv6 clients. IP_TOS also changes
  // SO_PRIORITY, so `dscp` is applied before `priority`.
  const bool v6 = option(fd, SOL_SOCKET, SO_DOMAIN, AF_INET) == AF_INET6;
  const bool tos = set_option(fd, IPPROTO_IP, IP_TOS, value << 2);
  return v6 ? set_option(fd, IPPROTO_IPV6, IPV6_TCLASS, value << 2) : tos;
}

int read_option(napi_env env, napi_value options, const char* name) {
  const napi_value value = nodeapi::get(env, options, name);
  bool flag = false;
  if (nodeapi::type_of(env, value) == napi_boolean && nodeapi::ok(napi_get_value_bool(env, value, &flag))) return flag;
  return nodeapi::to_int(env, value, -1);
}

// tuneListener(port, options) → {sockets, sendBuffer, refused[]}.
napi_value tune_listener(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<2> arguments(env, info);
  const int port = nodeapi::to_int(env, arguments[0], 0);
  WantedOption options[] = {{"sendBuffer", -1}, {"notSentLowat", -1}, {"noDelay", -1}, {"dscp", -1}, {"priority", -1}};
  for (WantedOption& wanted : options) wanted.value = read_option(env, arguments[1], wanted.name);
  if (nodeapi::pending(env)) return nullptr;

  int sockets = 0;
  int send_buffer = 0;
  std::vector<const char*> refused;
  if (port > 0) {
    each_socket(IPPROTO_TCP, port, [&](int fd) {
      if (option(fd, SOL_SOCKET, SO_ACCEPTCONN, 0) == 0) return true;
      for (const WantedOption& wanted : options) {
        if (wanted.value >= 0 && !apply(fd, wanted.name, wanted.value) && sockets == 0) refused.push_back(wanted.name);
      }
      sockets++;
      send_buffer = option(fd, SOL_SOCKET, SO_SNDBUF, 0);
      return true;
    });
  }
  napi_value result = nullptr;
  napi_value list = nullptr;
  napi_create_object(env, &result);
  napi_create_array(env, &list);
  for (size_t index = 0; index < refused.size(); index++) {
    napi_set_element(env, list, static_cast<uint32_t>(index), nodeapi::text(env, refused[index]));
  }
  nodeapi::set(env, result, "sockets", nodeapi::number(env, sockets));
  nodeapi::set(env, result, "sendBuffer", nodeapi::number(env, send_buffer));
  nodeapi::set(env, result, "refused", list);
  return result;
}

// {fd, cookie}, or undefined if `fd` is −1. The cookie is unique to a socket since boot. It shows later whether the
// descriptor is still that socket. A Float64 holds 53 bits of it, far more than are used.
napi_value reference(napi_env env, int fd) {
  if (fd < 0) return nodeapi::undefined(env);
  napi_value result = nullptr;
  napi_create_object(env, &result);
  nodeapi::set(env, result, "fd", nodeapi::number(env, fd));
  nodeapi::set(env, result, "cookie", nodeapi::number(env, static_cast<double>(cookie_of(fd))));
  return result;
}

// findConnection(localPort, remoteAddress, remotePort) → {fd, cookie} or undefined.
napi_value find_connection(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<3> arguments(env, info);
  const int local_port = nodeapi::to_int(env, arguments[0], 0);
  Endpoint wanted;
  const int remote_port = nodeapi::to_int(env, arguments[2], 0);
  if (local_port <= 0 || remote_port <= 0 || remote_port > UINT16_MAX) return nodeapi::undefined(env);
  wanted.port = static_cast<uint16_t>(remote_port);
  if (!parse_address(nodeapi::to_text(env, arguments[1]), wanted)) return nodeapi::undefined(env);
  int found = -1;
  each_socket(IPPROTO_TCP, local_port, [&](int fd) {
    Endpoint remote;
    if (!remote_endpoint(fd, remote) || remote.port != wanted.port || remote.family != wanted.family) return true;
    if (std::memcmp(remote.address, wanted.address, sizeof(wanted.address)) != 0) return true;
    found = fd;
    return false;
  });
  return reference(env, found);
}

// findDatagrams(port) → {fd, cookie} of the UDP socket bound to the port, or undefined.
napi_value find_datagrams(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  const int port = nodeapi::to_int(env, arguments[0], 0);
  int found = -1;
  if (port > 0) {
    each_socket(IPPROTO_UDP, port, [&](int fd) {
      found = fd;
      return false;
    });
  }
  return reference(env, found);
}

// mark(fd, cookie, {dscp?, priority?}) → {dscp, priority} in force afterwards; undefined if the socket is gone.
// What the kernel refuses stays as it was.
napi_value mark(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<3> arguments(env, info);
  const int fd = nodeapi::to_int(env, arguments[0], -1);
  const double cookie = nodeapi::to_number(env, arguments[1], -1);
  if (!is_still(fd, cookie)) return nodeapi::undefined(env);
  for (const char* name : {"dscp", "priority"}) {
    const int value = read_option(env, arguments[2], name);
    if (nodeapi::pending(env)) return nullptr;
    if (value >= 0) apply(fd, name, value);
  }
  const bool v6 = option(fd, SOL_SOCKET, SO_DOMAIN, AF_INET) == AF_INET6;
  const int tos = v6 ? option(fd, IPPROTO_IPV6, IPV6_TCLASS, 0) : option(fd, IPPROTO_IP, IP_TOS, 0);
  napi_value result = nullptr;
  napi_create_object(env, &result);
  nodeapi::set(env, result, "dscp", nodeapi::number(env, tos >> 2));
  nodeapi::set(env, result, "priority", nodeapi::number(env, option(fd, SOL_SOCKET, SO_PRIORITY, 0)));
  return result;
}

// (fd, cookie) → bytes; −1 if the connection is gone.
napi_value queued(napi_env env, napi_callback_info info, unsigned long request) {
  nodeapi::Arguments<2> arguments(env, info);
  const int fd = nodeapi::to_int(env, arguments[0], -1);
  const double cookie = nodeapi::to_number(env, arguments[1], -1);
  int bytes = -1;
  if (!is_still(fd, cookie) || ioctl(fd, request, &bytes) != 0) bytes = -1;
  return nodeapi::number(env, bytes);
}

// silenceMs(fd, cookie) → ms since anything came from the other side's kernel, including answers to
// keep-alive probes; −1 if the connection is gone. Data that acknowledges nothing new leaves
// tcpi_last_ack_recv as it is, so both values count.
napi_value silence_ms(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<2> arguments(env, info);
  const int fd = nodeapi::to_int(env, arguments[0], -1);
  const double cookie = nodeapi::to_number(env, arguments[1], -1);
  tcp_info state{};
  socklen_t length = sizeof(state);
  if (!is_still(fd, cookie)) return nodeapi::number(env, -1);
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &state, &length) != 0) return nodeapi::number(env, -1);
  const bool open = state.tcpi_state == TCP_ESTABLISHED || state.tcpi_state == TCP_CLOSE_WAIT;
  return nodeapi::number(env, open ? static_cast<double>(std::min(state.tcpi_last_ack_recv, state.tcpi_last_data_recv)) : -1);
}

napi_value unsent_bytes(napi_env env, napi_callback_info info) { return queued(env, info, SIOCOUTQNSD); }
napi_value unacked_bytes(napi_env env, napi_callback_info info) { return queued(env, info, SIOCOUTQ); }

}  // namespace

void register_socket_tuning(napi_env env, napi_value exports) {
  nodeapi::add_function(env, exports, "tuneListener", tune_listener);
  nodeapi::add_function(env, exports, "findConnection", find_connection);
  nodeapi::add_function(env, exports, "findDatagrams", find_datagrams);
  nodeapi::add_function(env, exports, "mark", mark);
  nodeapi::add_function(env, exports, "unsentBytes", unsent_bytes);
  nodeapi::add_function(env, exports, "unackedBytes", unacked_bytes);
  nodeapi::add_function(env, exports, "silenceMs", silence_ms);
}
