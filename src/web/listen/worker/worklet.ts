/**
 * Entry point of the worklet: playout on the browser's audio thread.
 * Packets come over their own port, from the worker or the page.
 */

import type { LeadBounds } from '../../../playout/lead-bounds.js';
import { Playout } from '../../../playout/playout.js';
import { ChirpOverlay } from '../ear/chirp-overlay.js';
import type { ChirpsMade, FedPacket, Feed, ToWorklet, WorkletReport } from './messages.js';
import { Recorder } from './recorder.js';
import { SteadyClock } from './steady-clock.js';

// Globals of the audio thread, which the DOM library does not describe.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions: { bounds: LeadBounds } }) => AudioWorkletProcessor,
): void;

const REPORT_MS = 250;

class ListenProcessor extends AudioWorkletProcessor {
  readonly #playout: Playout;
  /** The only clock here is the wall clock; its 1 ms steps are small enough for playout's decisions. */
  readonly #clock = new SteadyClock(Date.now());
  #untilReport = 0;
  #chirps: ChirpOverlay | undefined;

  constructor({ processorOptions }: { processorOptions: { bounds: LeadBounds } }) {
    super();
    this.#playout = new Playout({ outputRate: sampleRate, bounds: processorOptions.bounds });
    this.port.onmessage = ({ data }: MessageEvent<ToWorklet>) => {
      if (data.type === 'bounds') this.#playout.setBounds(data.bounds);
      else if (data.type === 'chirp') this.#chirps = new ChirpOverlay();
      else data.port.onmessage = (event: MessageEvent<Feed>) => this.#take(event.data);
    };
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [left, right] = outputs[0]!;
    const frames = left!.length;
    const wallMs = Date.now();
    this.#playout.render(left!, right!, frames, this.#clock.at(wallMs));
    this.#untilReport -= frames;
    if (this.#untilReport <= 0) {
      this.#untilReport += (REPORT_MS * sampleRate) / 1000;
      const report: WorkletReport = { type: 'report', stats: this.#playout.stats, wallMs };
      this.port.postMessage(report);
    }
    return true;
  }

  #take(packet: Feed): void {
    if (packet === null) {
      this.#playout.flush();
      return;
    }
    if (this.#chirps !== undefined) this.#chirp(this.#chirps, packet);
    this.#playout.push(packet, this.#clock.at(Date.now()));
  }

  #chirp(chirps: ChirpOverlay, packet: FedPacket): void {
    chirps.into(packet);
    if (!chirps.ended) return;
    this.#chirps = undefined;
    const made: ChirpsMade = { type: 'chirps', captureMs: chirps.captureMs };
    this.port.postMessage(made);
  }
}

registerProcessor('listen', ListenProcessor);
registerProcessor('recorder', Recorder);
