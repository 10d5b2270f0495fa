/**
 * A network namespace at the far end of a virtual cable, for browsers that make no session of RTP to their own machine.
 * Needs root.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const READY_MS = 10_000;

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });

export class FarNetwork {
  /** This machine's address on the cable. */
  readonly address = '10.77.14.1';
  readonly #name = `sb${process.pid % 10_000}`;
  readonly #folder = mkdtempSync(join(tmpdir(), 'stagebox-far-'));
  #bridge: ChildProcess | undefined;

  constructor() {
    const [near, far] = [`${this.#name}n`, `${this.#name}f`];
    ip('netns', 'add', this.#name);
    ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', this.#name);
    ip('addr', 'add', `${this.address}/24`, 'dev', near);
    ip('link', 'set', near, 'up');
    ip('-n', this.#name, 'addr', 'add', '10.77.14.2/24', 'dev', far);
    for (const device of ['lo', far]) ip('-n', this.#name, 'link', 'set', device, 'up');
  }

  /** The words before a command that shall run there. */
  get inside(): readonly string[] {
    return ['ip', 'netns', 'exec', this.#name];
  }

  /** Leads from a socket's path to a port of the far end's own; namespaces share paths. */
  async bridge(port: number): Promise<string> {
    const path = join(this.#folder, 'socket');
    const entry = fileURLToPath(new URL('./far-bridge.js', import.meta.url));
    const [command, ...words] = this.inside;
    this.#bridge = spawn(command!, [...words, process.execPath, entry, path, String(port)], { stdio: 'ignore' });
    for (const end = performance.now() + READY_MS; !existsSync(path); await sleep(50))
      if (performance.now() > end) throw new Error('the bridge does not start');
    return path;
  }

  close(): void {
    this.#bridge?.kill();
    ip('netns', 'del', this.#name);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
