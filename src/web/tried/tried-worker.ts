/** Entry point of the worker: tries what the player's own worker does. */
import { loadOpus } from '../listen/worker/opus-script.js';
import { PACKET_FRAMES } from './sample-packets.js';
import { gapsOf } from './spread.js';
import type { Answer, Answers, Ask, Asked } from './tried-messages.js';

/** A receiver's frames arrive; not in the DOM library. */
interface TransformEvent extends Event {
  readonly transformer: { readonly readable: ReadableStream<unknown> };
}

let frames = 0;
let ticks: number[] = [];
let answers: number[] = [];
let timers: ReturnType<typeof setInterval>[] = [];

function timer({ everyMs, forMs }: Extract<Ask, { do: 'timer' }>): Promise<number[]> {
  const moments: number[] = [];
  return new Promise((resolve) => {
    const ticking = setInterval(() => moments.push(performance.now()), everyMs);
    setTimeout(() => {
      clearInterval(ticking);
      resolve(gapsOf(moments));
    }, forMs);
  });
}

async function opus({ url, packets, rounds }: Extract<Ask, { do: 'opus' }>): Promise<Answers['opus']> {
  const decoder = await loadOpus(url);
  let power = 0;
  let samples = 0;
  const begin = performance.now();
  for (let round = 0; round < rounds; round++)
    for (const packet of packets)
      for (const sample of decoder.decodeFloat(packet, { frameSize: PACKET_FRAMES })) {
        power += sample * sample;
        samples++;
      }
  return { tookMs: performance.now() - begin, rms: Math.sqrt(power / samples) };
}

function startAway({ everyMs, askMs, url }: Extract<Ask, { do: 'away-start' }>): null {
  stopAway();
  ticks = [];
  answers = [];
  const question = () => {
    const asked = Date.now();
    // Counted where it was asked: a late answer is one all the same.
    fetch(url, { cache: 'no-store' }).then(
      () => answers.push(asked),
      () => undefined,
    );
  };
  timers = [setInterval(() => ticks.push(Date.now()), everyMs), setInterval(question, askMs)];
  return null;
}

function stopAway(): Answers['away-stop'] {
  for (const each of timers) clearInterval(each);
  timers = [];
  return { ticks, answers };
}

async function answer(ask: Ask): Promise<unknown> {
  switch (ask.do) {
    case 'timer':
      return timer(ask);
    case 'opus':
      return opus(ask);
    case 'frames':
      return frames;
    case 'away-start':
      return startAway(ask);
    case 'away-stop':
      return stopAway();
  }
}

self.onmessage = ({ data: { id, ask } }: MessageEvent<Asked>) => {
  answer(ask).then(
    (value) => self.postMessage({ id, value } satisfies Answer),
    (error: unknown) => self.postMessage({ id, fault: String(error) } satisfies Answer),
  );
};

self.addEventListener('rtctransform', (event) => {
  const reader = (event as TransformEvent).transformer.readable.getReader();
  const next = (): void => {
    reader.read().then(
      ({ done }) => {
        if (done) return;
        frames++;
        next();
      },
      () => undefined,
    );
  };
  next();
});
