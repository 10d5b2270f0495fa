/** The circumstances of a measurement: machine, Node, date, commit, and the load before and after. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';

export class Circumstances {
  readonly #load = loadavg()[0]!;
  readonly #at = new Date();

  /** One line for the reader of the figures, made at the end of the measurement. */
  line(): string {
    const memory = Math.round(totalmem() / 1024 ** 3);
    return (
      `${cpus()[0]!.model.trim()}, ${cpus().length} processors, ${memory} GiB, Node ${process.version}; ${this.#at.toISOString().slice(0, 16).replace('T', ' ')} UTC, ` +
      `commit ${commit()}; load average ${this.#load.toFixed(1)} at the start, ${loadavg()[0]!.toFixed(1)} at the end.`
    );
  }
}

function commit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', 'src') === '' ? '' : ' with changes'}`;
  } catch {
    return 'unknown';
  }
}
