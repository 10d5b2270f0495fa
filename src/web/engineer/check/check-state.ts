/** How a person stands in the check before the show. Pure. */
import type { Check } from '../../../wire/messages.js';

/** `listening` heard it with the mix · `heard` by the phone alone · `rings` no answer · `absent` not connected. */
export type CheckState = 'listening' | 'heard' | 'rings' | 'absent';

export function checkState({ heardAt, listening }: Check['people'][number], active: boolean): CheckState {
  if (heardAt !== null) return listening ? 'listening' : 'heard';
  return active ? 'rings' : 'absent';
}
