/** One listening session: the connection, the player, and the terminal's display. */

import { topics } from '../wire/topics.js';
import { alsaOut } from './alsa-out.js';
import type { JoinedBox } from './join-box.js';
import type { ListenOptions } from './options.js';
import { Player } from './player.js';
import { noOut, type SoundOut, wavOut } from './sound-out.js';
import { SteadyLink } from './steady-link.js';
import { bar, decibels, TerminalMix } from './terminal-mix.js';

/** How often the terminal is drawn, and how often a file or a pipe gets a line, ms. */
const DRAW_MS = 200;
const LINE_MS = 1_000;
const REPORT_MS = 1_000;

export class Session {
  /** Resolves at the end, with the reason in words and whether it was a failure. */
  readonly ended: Promise<{ reason: string; failed: boolean }>;
  readonly #box: JoinedBox;
  readonly #player: Player;
  readonly #link: SteadyLink;
  readonly #mix = new TerminalMix();
  readonly #timers: NodeJS.Timeout[];
  #notes: string[] = [];
  #drawn = 0;
  #end: (outcome: { reason: string; failed: boolean }) => void = () => {};
  #wanted = false;

  constructor(box: JoinedBox, options: ListenOptions) {
    this.#box = box;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#player = new Player(box.sampleRate, options.bounds, this.#output(options));
    const { host, nativePort: port, device, token } = box;
    this.#link = new SteadyLink(
      { host, port, device, token, name: options.name, audio: options.audio },
      {
        sound: (packet) => this.#player.push(packet, performance.now()),
        control: (message) => this.#heard(message),
        lost: (reason) => this.#note(`${reason}; trying again`),
        closed: (reason) => this.#closed(reason),
      },
    );
    const draw = process.stdout.isTTY
      ? setInterval(() => this.#draw(), DRAW_MS)
      : setInterval(() => this.#line(), LINE_MS);
    this.#player.start();
    this.#timers = [draw, setInterval(() => this.#report(), REPORT_MS)];
  }

  stop(reason: string): void {
    this.#wanted = true;
    this.#link.close(reason);
  }

  #output(options: ListenOptions): SoundOut {
    if (options.wav !== undefined) return wavOut(options.wav, this.#box.sampleRate);
    if (options.silent) return noOut();
    return alsaOut(options.device, this.#box.sampleRate, {
      trouble: (line) => this.#note(line),
      ended: (why) => this.#link.close(why),
    });
  }

  #heard(message: Readonly<Record<string, unknown>>): void {
    const { type, topic } = message;
    const { device } = this.#box;
    if (type === 'handshake_response' && message.status === 'ok') {
      this.#link.send({ type: 'subscribe', topics: [topics.mixSnapshot(device), topics.mixDelta(device)] });
    } else if (type === 'message' && this.#mix.take(String(topic), message.payload)) {
      this.#link.send({ type: 'subscribe', topics: [topics.mixSnapshot(device)] });
    } else if (type === 'transport') this.#note(`sound comes over ${String(message.transport).toUpperCase()}`);
    else if (type === 'error')
      this.#note(`the box refuses ${String(message.of ?? 'a message')}: ${String(message.message)}`);
  }

  #closed(reason: string): void {
    for (const timer of this.#timers) clearInterval(timer);
    const summary = this.#summary();
    void this.#player.close().then(() => this.#end({ reason: `${reason}; ${summary}`, failed: !this.#wanted }));
  }

  #report(): void {
    const { fillMs, targetMs, underruns, concealedFrames, ppm } = this.#player.stats;
    this.#link.send({ type: 'report', fillMs, targetMs, underruns, concealedFrames, ppm, mode: 'listen' });
  }

  #summary(): string {
    const { stats } = this.#player;
    const { packets, mended } = this.#link.stats;
    const ms = (frames: number) => Math.round((frames * 1000) / this.#box.sampleRate);
    return (
      `${packets} packets, ${mended} mended, ${stats.underruns} underruns, ${stats.losses} losses, ` +
      `${ms(stats.concealedFrames)} ms concealed, ${ms(stats.silentFrames)} ms silent`
    );
  }

  #state(): string {
    const { state, fillMs, targetMs, ppm } = this.#player.stats;
    return `${state}, buffer ${fillMs.toFixed(0)} of ${targetMs.toFixed(0)} ms, ${ppm.toFixed(0)} ppm, ${this.#summary()}`;
  }

  #line(): void {
    const { left, right } = this.#player.takePeaks();
    console.log(`${decibels(left).trim()} ${decibels(right).trim()}  ${this.#state()}`);
    for (const note of this.#notes.splice(0)) console.log(note);
  }

  #draw(): void {
    const { left, right } = this.#player.takePeaks();
    const names = this.#box.channels.map(({ name }) => name);
    const lines = [
      `${this.#box.name} (${this.#box.host})`,
      ...(this.#mix.known ? this.#mix.lines(names) : []),
      `  L ${bar(left, 40)} ${decibels(left)}`,
      `  R ${bar(right, 40)} ${decibels(right)}`,
      this.#state(),
      ...this.#notes.slice(-3),
    ];
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : '';
    process.stdout.write(`${up}${lines.map((line) => `\x1b[2K${line}\n`).join('')}\x1b[J`);
    this.#drawn = lines.length;
  }

  #note(line: string): void {
    if (line !== '') this.#notes.push(line);
  }
}
