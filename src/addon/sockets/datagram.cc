#include "sockets/datagram.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

#include "node_api_helpers.h"

namespace {

// sendDatagram(path, message) → whether the kernel took it. A path that begins with @ is an abstract name (unix(7)).
napi_value send_datagram(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<2> arguments(env, info);
  const std::string path = nodeapi::to_text(env, arguments[0]);
  const std::string message = nodeapi::to_text(env, arguments[1]);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) return nodeapi::boolean(env, false);
  std::memcpy(address.sun_path, path.data(), path.size());
  socklen_t length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  if (path[0] == '@') {
    address.sun_path[0] = '\0';
  } else {
    length++;
  }
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return nodeapi::boolean(env, false);
  const ssize_t sent = sendto(fd, message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                              reinterpret_cast<const sockaddr*>(&address), length);
  close(fd);
  return nodeapi::boolean(env, sent == static_cast<ssize_t>(message.size()));
}

}  // namespace

void register_datagram(napi_env env, napi_value exports) {
  nodeapi::add_function(env, exports, "sendDatagram", send_datagram);
}
