// Opens a device, and waits only so long for it: some opens hang (a pipe that nobody writes to, USB hardware that
// does not answer), and whoever starts or ends the box must not hang with them.
#pragma once

#include <memory>

#include "pcm_device.h"

// As PcmDevice::open. What comes too late is closed by the thread that opened it, whenever that is; `fault` then says
// so.
std::unique_ptr<PcmDevice> open_within(const AlsaApi& api, const PcmWishes& wishes, PcmFault& fault, int timeout_ms);
