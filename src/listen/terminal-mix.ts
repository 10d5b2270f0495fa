/** The mix as this client knows it: a snapshot and the deltas since. Pure. */
import type { MixDelta, MixSnapshot, SnapshotChannel } from '../wire/messages.js';
import { parseTopic } from '../wire/parse-topic.js';

export class TerminalMix {
  #strips: SnapshotChannel[] = [];
  #master = 1;
  #rev = -1;

  get known(): boolean {
    return this.#rev >= 0;
  }

  /** Takes a message of the box on some topic. Returns true when a delta was missed: ask for a snapshot. */
  take(topic: string, payload: unknown): boolean {
    if (typeof payload !== 'object' || payload === null) return false;
    const name = parseTopic(topic)?.name;
    if (name === 'mixSnapshot') this.#snapshot(payload as MixSnapshot);
    return name === 'mixDelta' && this.#delta(payload as MixDelta);
  }

  /** One line for each strip, and one for the master. */
  lines(names: readonly string[]): string[] {
    const strips = this.#strips.map((strip) => {
      const name = (names[strip.index] ?? `input ${strip.index + 1}`).padEnd(14).slice(0, 14);
      const marks = `${strip.on ? '●' : '·'}${strip.mute ? 'M' : ' '}${strip.solo ? 'S' : ' '}`;
      return `${marks} ${name} ${bar(strip.gain)} ${decibels(strip.gain)}  ${panText(strip.pan)}`;
    });
    return [...strips, `    ${'master'.padEnd(14)} ${bar(this.#master)} ${decibels(this.#master)}`];
  }

  #snapshot({ channels, master, rev }: MixSnapshot): void {
    this.#strips = [...channels];
    this.#master = master;
    this.#rev = rev;
  }

  #delta({ prev, rev, set }: MixDelta): boolean {
    if (prev !== this.#rev) return true;
    this.#rev = rev;
    for (const change of set) {
      if (change.p === 'master') this.#master = change.v;
      else
        this.#strips = this.#strips.map((strip) =>
          strip.index === change.ch ? { ...strip, [change.p]: change.v } : strip,
        );
    }
    return false;
  }
}

/** A linear level as a bar; 0 dB at three quarters of the length. */
export function bar(level: number, length = 20): string {
  const db = 20 * Math.log10(level);
  const filled = Math.max(0, Math.min(length, Math.round(((db + 45) / 60) * length)));
  return '█'.repeat(filled).padEnd(length, '░');
}

export function decibels(level: number): string {
  if (level === 0) return '   −∞ dB';
  return `${(20 * Math.log10(level)).toFixed(1).replace('-', '−')} dB`.padStart(8);
}

function panText(pan: number): string {
  if (pan === 0) return 'C';
  return `${pan < 0 ? 'L' : 'R'}${Math.round(Math.abs(pan) * 100)}`;
}
