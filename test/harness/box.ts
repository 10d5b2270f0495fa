/** Starts the real box in its own process, on free ports and a fresh data folder, and talks to it as its users do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PATIENCE_MS } from './patience.js';
import { removeFolder } from './remove-folder.js';

const STAGEBOX = fileURLToPath(new URL('../../../bin/stagebox', import.meta.url));

/** The keys of one device. */
export interface Device {
  readonly uuid: string;
  readonly token: string;
}

export interface BoxOptions {
  /** Kept afterwards if given; otherwise a temporary folder is made and removed. */
  readonly dataDir?: string;
  readonly env?: Record<string, string>;
  /** Flags for Node itself. */
  readonly nodeFlags?: readonly string[];
  /** Settings that the data folder's settings file decides, not this harness. */
  readonly leave?: readonly string[];
}

export class Box {
  readonly process: ChildProcess;
  readonly dataDir: string;
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  readonly #temporary: boolean;
  webPort = 0;
  audioPort = 0;
  nativePort = 0;
  mqttPort = 0;

  private constructor(flags: readonly string[], options: BoxOptions) {
    this.#temporary = options.dataDir === undefined;
    this.dataDir = options.dataDir ?? mkdtempSync(joinPath(tmpdir(), 'stagebox-'));
    const given = new Set([
      ...(options.leave ?? []),
      ...flags.filter((flag) => flag.startsWith('--')).map((flag) => flag.split('=')[0]),
    ]);
    const ports = ['--web-port', '--audio-port', '--native-port', '--mqtt-port']
      .filter((flag) => !given.has(flag))
      .flatMap((flag) => [flag, '0']);
    const host = given.has('--host') ? [] : ['--host', '127.0.0.1'];
    // Browsers open it under this name in tests: an origin that no browser takes for secure.
    const names = given.has('--host-names') ? [] : ['--host-names', 'stagebox.test'];
    const webrtc = given.has('--webrtc') ? [] : ['--webrtc', 'false'];
    const mdns = given.has('--mdns') ? [] : ['--mdns', 'false'];
    // The test runner puts its own loader into every child's NODE_OPTIONS. `env` removes it and becomes the box.
    const command = ['-u', 'NODE_OPTIONS', process.execPath, ...(options.nodeFlags ?? []), STAGEBOX];
    this.process = spawn(
      'env',
      [...command, ...ports, ...host, ...names, ...mdns, ...webrtc, '--data-dir', this.dataDir, ...flags],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...options.env },
      },
    );
    createInterface(this.process.stdout!).on('line', (line) => this.lines.push(line));
    createInterface(this.process.stderr!).on('line', (line) => this.errors.push(line));
    this.exited = new Promise((resolve) => {
      this.process.once('close', (code, signal) => {
        if (this.#temporary) removeFolder(this.dataDir);
        // A test that fails because its box gave up shows no other sign of it.
        if (this.webPort !== 0 && code !== null && code > 0)
          process.stderr.write(
            `# the box ended with ${code}: ${[...this.lines, ...this.errors].slice(-12).join(' | ')}\n`,
          );
        resolve({ code, signal });
      });
    });
  }

  /** Resolves when the box says `ready`; rejects with all its output when it ends or takes too long. */
  static async start(flags: readonly string[] = [], options: BoxOptions = {}): Promise<Box> {
    const box = new Box(flags, options);
    const ready = new Promise<string>((resolve) => {
      createInterface(box.process.stdout!).on('line', (line) => {
        if (line.startsWith('ready ')) resolve(line);
      });
    });
    let timer: NodeJS.Timeout | undefined;
    const outcome = await Promise.race([
      ready,
      box.exited.then(({ code }) => `ended with ${code}`),
      new Promise<string>((resolve) => {
        timer = setTimeout(() => resolve('was not ready in time'), PATIENCE_MS);
      }),
    ]);
    clearTimeout(timer);
    const match = /^ready http:\/\/.*:(\d+)\/$/.exec(outcome);
    if (!match) {
      box.process.kill('SIGKILL');
      throw new Error(`the box ${outcome}\n${[...box.lines, ...box.errors].join('\n')}`);
    }
    box.webPort = Number(match[1]);
    const about = (await box.json('/api/box')) as {
      audio: { port: number };
      native: { port: number };
      mqtt: { port: number };
    };
    box.audioPort = about.audio.port;
    box.nativePort = about.native.port;
    box.mqttPort = about.mqtt.port;
    return box;
  }

  /** Runs a box that should fail to start; resolves to its exit status and output. */
  static async refused(
    flags: readonly string[],
    options: BoxOptions = {},
  ): Promise<{ code: number | null; stdout: string[]; stderr: string[] }> {
    const box = new Box(flags, options);
    const timer = setTimeout(() => box.process.kill('SIGKILL'), PATIENCE_MS);
    const { code } = await box.exited;
    clearTimeout(timer);
    return { code, stdout: box.lines, stderr: box.errors };
  }

  get url(): string {
    return `http://127.0.0.1:${this.webPort}`;
  }

  async fetch(path: string, init: RequestInit & { token?: string } = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (init.token) headers.set('authorization', `Bearer ${init.token}`);
    if (typeof init.body === 'string') headers.set('content-type', 'application/json');
    return fetch(`${this.url}${path}`, { ...init, headers });
  }

  async json(path: string, init: RequestInit & { token?: string } = {}): Promise<unknown> {
    return (await this.fetch(path, init)).json();
  }

  async join(name: string, device?: Partial<Device>): Promise<Device> {
    const response = await this.fetch('/api/join', {
      method: 'POST',
      body: JSON.stringify({ name, uuid: device?.uuid, type: 'web' }),
      token: device?.token,
    });
    if (!response.ok) throw new Error(`join: ${response.status} ${await response.text()}`);
    return (await response.json()) as Device;
  }

  /** Sends SIGTERM; returns how long it took to end. */
  async stop(): Promise<{ code: number | null; signal: string | null; ms: number }> {
    const started = performance.now();
    this.process.kill('SIGTERM');
    const end = await this.exited;
    return { ...end, ms: performance.now() - started };
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exited;
  }
}
