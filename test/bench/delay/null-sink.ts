/** A sound card that nobody hears, for browsers that play nothing without a card: PulseAudio with a sink of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PULSEAUDIO = '/usr/bin/pulseaudio';
const READY_MS = 10_000;

export class NullSink {
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(process: ChildProcess, folder: string) {
    this.#process = process;
    this.#folder = folder;
  }

  static async start(): Promise<NullSink> {
    const folder = mkdtempSync(join(tmpdir(), 'stagebox-pulse-'));
    const modules = [
      'module-null-sink rate=48000',
      `module-native-protocol-unix socket=${join(folder, 'socket')} auth-anonymous=1`,
    ];
    const flags = ['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--disallow-exit'];
    const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder };
    const pulse = spawn(PULSEAUDIO, [...flags, ...modules.flatMap((each) => ['-L', each])], { env, stdio: 'ignore' });
    const sink = new NullSink(pulse, folder);
    for (const end = performance.now() + READY_MS; !existsSync(join(folder, 'socket')); await sleep(50))
      if (pulse.exitCode !== null || performance.now() > end) throw new Error('PulseAudio does not start');
    return sink;
  }

  /** For programs that shall play on it. */
  get env(): Readonly<Record<string, string>> {
    return { PULSE_SERVER: `unix:${join(this.#folder, 'socket')}` };
  }

  async close(): Promise<void> {
    const ended = this.#process.exitCode === null ? once(this.#process, 'exit') : undefined;
    this.#process.kill();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
