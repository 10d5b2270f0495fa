/**
 * Raw channels for native clients: big-endian, interleaved by frame, ascending channel order.
 */
import { sane } from './kernel-input.as';
import { RING_CAPACITY, RING_HEADER_BYTES, RING_OFFSET } from './kernel-layout.as';

/** The sample at `address`, made safe. */
function sampleAt(address: i32): f32 {
  return f32x4.extract_lane(sane(v128.load32_zero(address)), 0);
}

/**
 * Writes `frames` frames from ring position `position` of the channels in `mask` (bit n = channel n, 0…31) to `to` and
 * returns how many bytes that is. `float` 0: int16 = round(x · 32768), clipped; otherwise float32.
 */
export function packNative(mask: u32, float: i32, position: i32, frames: i32, to: i32): i32 {
  const channels = popcnt<i32>(mask);
  const stride = channels << (float ? 2 : 1);
  let left = mask;
  let first = to;
  while (left != 0) {
    const channel = ctz<i32>(left);
    left &= left - 1;
    const lane = RING_OFFSET + RING_HEADER_BYTES + channel * RING_CAPACITY * 4;
    let at = first;
    for (let frame = 0; frame < frames; frame++) {
      const x = sampleAt(lane + ((position + frame) & (RING_CAPACITY - 1)) * 4);
      if (float) {
        store<u32>(at, bswap<u32>(reinterpret<u32>(x)));
      } else {
        const value = <i32>max<f32>(-32768, min<f32>(32767, nearest<f32>(x * 32768)));
        store<u16>(at, bswap<u16>(<u16>value));
      }
      at += stride;
    }
    first += float ? 4 : 2;
  }
  return frames * stride;
}
