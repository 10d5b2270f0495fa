// Checks of sample_format.h.
#pragma once

#include <cstdint>

void edges_convert_exactly();
void all_of_s16_and_s24_convert_exactly();
void random_bytes_convert_exactly(uint32_t seed, unsigned rounds);
