/** Debian's Firefox without a screen, driven over WebDriver BiDi. Each has a fresh profile that may start sound. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { INSECURE_HOST } from '../../browser/harness/chromium.js';
import { NullSink } from './null-sink.js';

const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

const PREFS = {
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'app.update.enabled': false,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  // The insecure name leads to this machine, and sessions of RTP may too.
  'network.dns.localDomains': INSECURE_HOST,
  'media.peerconnection.ice.loopback': true,
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
  static async start(script: string): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), 'stagebox-firefox-'));
    const prefs = Object.entries(PREFS).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
    writeFileSync(join(profile, 'user.js'), prefs.join('\n'));
    const flags = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
    const sink = await NullSink.start();
    const env = { ...process.env, ...sink.env };
    const browser = spawn(FIREFOX, flags, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let address: string | undefined;
    for await (const line of createInterface(browser.stderr!)) {
      address = /listening on (ws:\/\/\S+)/.exec(line)?.[1];
      if (address !== undefined) break;
    }
    if (address === undefined) throw new Error('Firefox does not start');
    browser.stderr!.resume();
    const socket = new WebSocket(`${address}/session`, { perMessageDeflate: false });
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
