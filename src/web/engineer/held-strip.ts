/** The strip of one input as the desk shows and sets it, and what its gate and compressor take away. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { StripSettings } from '../../wire/strip.js';
import { topics } from '../../wire/topics.js';
import type { BoxLink } from '../model/box-link.js';
import { usePage } from '../model/page-context.js';
import { LatestSender } from './latest-sender.js';

interface HeldStrip {
  /** As the hand has set it. Undefined until the box has sent it. */
  readonly strip: StripSettings | undefined;
  readonly set: (what: Partial<StripSettings>) => void;
}

export function useStrip(connected: BoxLink, index: number): HeldStrip {
  const page = usePage();
  const given = useSignal<StripSettings | undefined>(undefined);
  /** What the hand has set and the box has not confirmed. */
  const held = useSignal<Partial<StripSettings>>({});
  const sender = useMemo(
    () =>
      new LatestSender<Partial<StripSettings>>(
        (set) => connected.command(`strip/${index}`, { action: 'set', set }).catch(page.notices.tell),
        () => {
          held.value = {};
        },
      ),
    [],
  );
  useEffect(
    () =>
      connected.watch(topics.strip(index), ({ strip }) => {
        given.value = strip;
      }),
    [connected, index],
  );
  useEffect(() => () => sender.stop(), [sender]);
  return {
    strip: given.value === undefined ? undefined : { ...given.value, ...held.value },
    set: (what) => {
      held.value = { ...held.peek(), ...what };
      sender.send(held.peek());
    },
  };
}

/** By how much gate and compressor of an input turn it down now, dB; read only while `wanted`. */
export function useReductions(
  connected: BoxLink,
  index: number,
  wanted: boolean,
): Signal<{ readonly gate: number; readonly comp: number }> {
  const reduced = useSignal({ gate: 0, comp: 0 });
  useEffect(() => {
    reduced.value = { gate: 0, comp: 0 };
    if (!wanted) return undefined;
    return connected.watch(topics.boxReductions(), ({ gate, comp }) => {
      reduced.value = { gate: gate[index] ?? 0, comp: comp[index] ?? 0 };
    });
  }, [connected, index, wanted]);
  return reduced;
}
