/** Many durations of one operation, against the limit at p99. */
export class Times {
  readonly #name: string;
  readonly #limit: number;
  readonly #values: number[] = [];

  constructor(name: string, limitMs: number) {
    this.#name = name;
    this.#limit = limitMs;
  }
  add(ms: number): void {
    this.#values.push(ms);
  }
  clear(): void {
    this.#values.length = 0;
  }
  report(): void {
    const sorted = this.#values.sort((a, b) => a - b);
    const at = (share: number) =>
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
    const good = Number(at(0.99)) <= this.#limit ? 'ok' : 'OVER';
    console.log(
      `  ${this.#name.padEnd(34)} n ${String(sorted.length).padStart(6)}  p50 ${at(0.5).padStart(6)}  p99 ${at(0.99).padStart(6)}  max ${at(1).padStart(6)} ms   p99 ≤ ${this.#limit}: ${good}`,
    );
  }
}
