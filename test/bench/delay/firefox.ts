/**
 * Debian's Firefox without a screen, in a network of its own, driven over WebDriver BiDi. Each has a fresh profile that
 * may start sound.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import type { FarNetwork } from './far-network.js';
import { NullSink } from './null-sink.js';

const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

const PREFS = {
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'app.update.enabled': false,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
};

interface Answer {
  readonly id?: number;
  readonly type: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

export class Firefox {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #sink: NullSink;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;
  #tab = '';

  private constructor(process: ChildProcess, profile: string, sink: NullSink, socket: WebSocket) {
    this.#process = process;
    this.#sink = sink;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
    });
  }

  /** `script` runs in the page before its own scripts. */
  static async start(script: string, network: FarNetwork): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), 'stagebox-firefox-'));
    const prefs = Object.entries(PREFS).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
    writeFileSync(join(profile, 'user.js'), prefs.join('\n'));
    const flags = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
    const sink = await NullSink.start();
    const env = { ...process.env, ...sink.env };
    const [command, ...words] = [...network.inside, FIREFOX, ...flags];
    const browser = spawn(command!, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let port: string | undefined;
    for await (const line of createInterface(browser.stderr!)) {
      port = /listening on ws:\/\/[^:]+:(\d+)/.exec(line)?.[1];
      if (port !== undefined) break;
    }
    if (port === undefined) throw new Error('Firefox does not start');
    browser.stderr!.resume();
    const path = await network.bridge(Number(port));
    // Firefox takes only its own machine's name.
    const headers = { host: `127.0.0.1:${port}` };
    const socket = new WebSocket(`ws+unix://${path}:/session`, { perMessageDeflate: false, headers });
    await once(socket, 'open');
    const firefox = new Firefox(browser, profile, sink, socket);
    await firefox.#ask('session.new', { capabilities: {} });
    const { contexts } = (await firefox.#ask('browsingContext.getTree', {})) as { contexts: { context: string }[] };
    firefox.#tab = contexts[0]!.context;
    await firefox.#ask('script.addPreloadScript', { functionDeclaration: `() => {${script}}` });
    return firefox;
  }

  async open(url: string): Promise<void> {
    await this.#ask('browsingContext.navigate', { context: this.#tab, url, wait: 'complete' });
  }

  /** The value of an expression, as JSON carries it. It counts as a gesture of a person. */
  async evaluate(expression: string): Promise<unknown> {
    const { type, result, exceptionDetails } = (await this.#ask('script.evaluate', {
      expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
      target: { context: this.#tab },
      awaitPromise: true,
      userActivation: true,
    })) as { type: string; result: { value: string }; exceptionDetails?: { text: string } };
    if (type !== 'success') throw new Error(exceptionDetails?.text ?? 'the script failed');
    return JSON.parse(result.value);
  }

  async close(): Promise<void> {
    this.#socket.terminate();
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
    await this.#sink.close();
    rmSync(this.#profile, { recursive: true, force: true });
  }

  async #ask(method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#asked;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const answer = await answered;
    this.#waiting.delete(id);
    if (answer.type !== 'success') throw new Error(`${method}: ${answer.message}`);
    return answer.result!;
  }
}
