/** The mix as this client knows it: a snapshot and the deltas since. Pure. */

interface Strip {
  index: number;
  on: boolean;
  gain: number;
  pan: number;
  mute: boolean;
  solo: boolean;
}

export class TerminalMix {
  #strips: Strip[] = [];
  #master = 1;
  #rev = -1;

  get known(): boolean {
    return this.#rev >= 0;
  }

  /** Takes a message of the box on some topic. Returns true when a delta was missed: ask for a snapshot. */
  take(topic: string, payload: unknown): boolean {
    if (typeof payload !== 'object' || payload === null) return false;
    const body = payload as Record<string, unknown>;
    if (topic.endsWith('/snapshot')) this.#snapshot(body);
    else if (topic.endsWith('/delta')) return this.#delta(body);
    return false;
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

  #snapshot(body: Record<string, unknown>): void {
    if (!Array.isArray(body.channels)) return;
    this.#strips = (body.channels as Strip[]).map((strip) => ({ ...strip }));
    this.#master = Number(body.master);
    this.#rev = Number(body.rev);
  }

  #delta(body: Record<string, unknown>): boolean {
    if (body.prev !== this.#rev) return true;
    this.#rev = Number(body.rev);
    for (const { p, ch, v } of (body.set as { p: keyof Strip | 'master'; ch?: number; v: number | boolean }[]) ?? []) {
      if (p === 'master') this.#master = Number(v);
      const strip = this.#strips.find(({ index }) => index === ch);
      if (strip !== undefined && p !== 'master') Object.assign(strip, { [p]: v });
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
