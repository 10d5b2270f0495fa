/**
 * Two musicians beside a flood: one moves a fader twenty times a second, the other watches. Measures when a move is
 * visible elsewhere and when it is on disk, and reports on request.
 *   witness <web port> <device> <device>
 */
import { LeanClient } from '../../bench/lean-client.js';

export interface WitnessReport {
  readonly type: 'report';
  readonly moves: number;
  readonly visible: Percentiles;
  readonly durable: Percentiles;
  /** Moves that were not seen, or not confirmed, within two seconds. */
  readonly lost: number;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const EVERY_MS = 50;
const PATIENCE_MS = 2000;

const [port, moverText, watcherText] = process.argv.slice(2);
const mover = JSON.parse(moverText!) as { uuid: string; token: string };
const watcher = JSON.parse(watcherText!) as { uuid: string; token: string };

const visible: number[] = [];
const durable: number[] = [];
const seen = new Map<string, number>();
const acks = new Map<number, number>();
let moves = 0;
let lost = 0;
let step = 0;
/** Moves from before the last `begin` no longer count. */
let round = 0;

const hand = await LeanClient.connect(Number(port), mover);
const eye = await LeanClient.connect(Number(port), watcher);
await eye.subscribe(`sb/1/mix/${mover.uuid}/delta`);
eye.onMessage = (_topic, payload) => {
  const { op } = JSON.parse(payload.toString()) as { op: string };
  const at = seen.get(op);
  if (at !== undefined) visible.push(performance.now() - at);
  seen.delete(op);
};
hand.onAck = (id) => {
  const at = acks.get(id);
  if (at !== undefined) durable.push(performance.now() - at);
  acks.delete(id);
};

setInterval(() => {
  const now = performance.now();
  const op = `w${round}-${step++}`;
  const set = [{ p: 'gain', ch: step % 4, v: (step % 4000) / 1000 }];
  seen.set(op, now);
  acks.set(hand.publish(`sb/1/cmd/mix/${mover.uuid}`, JSON.stringify({ op, set, gesture: `g${step >> 5}` })), now);
  moves++;
  for (const waiting of [seen, acks] as Map<unknown, number>[])
    for (const [key, at] of waiting)
      if (now - at > PATIENCE_MS) {
        waiting.delete(key);
        lost++;
      }
}, EVERY_MS);

function percentiles(values: number[]): Percentiles {
  values.sort((a, b) => a - b);
  const at = (part: number) => values[Math.min(values.length - 1, Math.floor(values.length * part))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

process.on('message', ({ type }: { type: 'begin' | 'report' }) => {
  if (type === 'begin') {
    round++;
    [moves, lost, visible.length, durable.length] = [0, 0, 0, 0];
    seen.clear();
    acks.clear();
  } else
    process.send!({
      type: 'report',
      moves,
      lost,
      visible: percentiles(visible),
      durable: percentiles(durable),
    } satisfies WitnessReport);
});
process.on('disconnect', () => process.exit(0));
process.send!({ type: 'ready' });
