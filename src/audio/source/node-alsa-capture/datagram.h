// One datagram to a unix socket: how a service talks to systemd. Node has no call for it.
#pragma once

#include <node_api.h>

// Adds sendDatagram.
void register_datagram(napi_env env, napi_value exports);
