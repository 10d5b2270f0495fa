/** The way to the box and back. Asks only for what is open to everybody. Main thread. */
import type { Figures } from '../findings.js';
import { spreadOf } from '../spread.js';
import { pause } from './wait.js';

const REQUESTS = 40;
const BETWEEN_MS = 20;
/** Not more time than this, however slow the link, ms. */
const AT_MOST_MS = 4000;

/** A small file of the box. */
export const SMALL_FILE = '/version.json';

export async function boxAnswers(): Promise<Figures['box']> {
  const times: number[] = [];
  let asked = 0;
  for (const end = performance.now() + AT_MOST_MS; asked < REQUESTS && performance.now() < end; asked++) {
    const begin = performance.now();
    try {
      const answer = await fetch(SMALL_FILE, { cache: 'no-store' });
      await answer.text();
      if (answer.ok) times.push(performance.now() - begin);
    } catch {
      // Counted as failed.
    }
    await pause(BETWEEN_MS);
  }
  return { ...spreadOf(times), asked, failed: asked - times.length };
}

/** Opens the socket of control, and says nothing. */
export function socket(): Promise<Figures['socket']> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/mqtt`, 'mqtt');
    socket.onopen = () => {
      resolve({ openMs: performance.now() - begin });
      socket.close();
    };
    socket.onerror = () => reject(new Error('the WebSocket did not open'));
  });
}
