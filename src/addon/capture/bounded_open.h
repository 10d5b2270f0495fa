// Opens a device with a time limit. Some opens hang: a pipe without a writer, or USB hardware that does not answer. The
// start and the end of the box must not hang with them.
#pragma once

#include <memory>

#include "capture/pcm/pcm_device.h"

// Like PcmDevice::open. If the time runs out, `fault` says so, and the opening
// thread closes the device whenever it comes.
std::unique_ptr<PcmDevice> open_within(const AlsaApi& api, const PcmRequest& request, PcmFault& fault, int timeout_ms);
