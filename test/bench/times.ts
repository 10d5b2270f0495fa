export const HEAD = '| ms | count | p50 | p99 | max | p99 allowed |\n|---|---:|---:|---:|---:|---:|';

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
  /** A row of the table under `HEAD`. */
  row(): string {
    const sorted = this.#values.sort((a, b) => a - b);
    const at = (share: number) =>
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
    const limit = Number(at(0.99)) <= this.#limit ? String(this.#limit) : `${this.#limit}: **over**`;
    return `| ${this.#name} | ${sorted.length} | ${at(0.5)} | ${at(0.99)} | ${at(1)} | ${limit} |`;
  }
}
