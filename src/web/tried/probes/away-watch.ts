/** Plays a quiet hiss, and watches what goes on while the page is hidden. Main thread. */
import { ASK_MS, type AwayRecord, awayFigures, TICK_MS } from '../away.js';
import type { Figures } from '../findings.js';
import type { WorkerLink } from '../worker-link.js';
import { SMALL_FILE } from './network.js';
import { pause } from './wait.js';

/** A shorter absence says nothing, ms. */
const LEAST_MS = 2000;
/** For answers that are still on their way, ms. */
const LATE_MS = 300;
const HISS = 0.002;

/**
 * Resolves when the page was hidden long enough and is back. @param context made in the tap; closed at the end.
 * @throws where the browser refuses workers or sound.
 */
export async function awayOnce(context: AudioContext, link: WorkerLink): Promise<Figures['away']> {
  const states: string[] = [context.state];
  const note = () => states.push(context.state);
  context.addEventListener('statechange', note);
  hiss(context);
  const pageTicks: number[] = [];
  const ticking = setInterval(() => pageTicks.push(Date.now()), TICK_MS);
  try {
    await link.ask({ do: 'away-start', everyMs: TICK_MS, askMs: ASK_MS, url: SMALL_FILE });
    const away = await absence(context);
    await pause(LATE_MS);
    const { ticks, answers } = await link.ask({ do: 'away-stop' });
    return awayFigures({ ...away, pageTicks, workerTicks: ticks, answers, states: [...states] });
  } finally {
    clearInterval(ticking);
    context.removeEventListener('statechange', note);
    context.close().catch(() => undefined);
  }
}

function absence(context: AudioContext): Promise<Pick<AwayRecord, 'fromMs' | 'toMs' | 'audioSeconds'>> {
  return new Promise((resolve) => {
    let from: { readonly ms: number; readonly audio: number } | undefined;
    const look = () => {
      const now = Date.now();
      if (document.visibilityState === 'hidden') {
        from = { ms: now, audio: context.currentTime };
      } else if (from !== undefined && now - from.ms >= LEAST_MS) {
        document.removeEventListener('visibilitychange', look);
        resolve({ fromMs: from.ms, toMs: now, audioSeconds: context.currentTime - from.audio });
      }
    };
    document.addEventListener('visibilitychange', look);
  });
}

/** A browser may take silence for nothing that must go on. */
function hiss(context: AudioContext): void {
  const buffer = context.createBuffer(1, context.sampleRate, context.sampleRate);
  const data = buffer.getChannelData(0);
  for (let i = 0; i < data.length; i++) data[i] = HISS * (2 * Math.random() - 1);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.loop = true;
  source.connect(context.destination);
  source.start();
}
