// Sends one datagram to a unix socket, as a service does to report to systemd. Node has no call for it.
#pragma once

#include <node_api.h>

// Adds sendDatagram.
void register_datagram(napi_env env, napi_value exports);
