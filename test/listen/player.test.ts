import t from 'tap';
import { BLOCK, Player } from '../../src/listen/player.js';
import type { SoundOut } from '../../src/listen/sound-out.js';
import { LEAD_BOUNDS } from '../../src/playout/lead-bounds.js';

const RATE = 48_000;
const FRAMES = 480;

/** Frames that the card holds: 80 ms. */
const HOLDS = 3840;

/** A sound card with its own clock, in simulated time: holds 80 ms, plays at `RATE`·(1 + ppm·10⁻⁶). */
class Card implements SoundOut {
  readonly paced = true;
  readonly #framesPerMs: number;
  #held = 0;
  nowMs = 0;
  played = 0;
  xruns = 0;
  #startedMs: number | undefined;

  constructor(ppm: number) {
    this.#framesPerMs = (RATE / 1000) * (1 + ppm * 1e-6);
  }

  write(samples: Int16Array): boolean {
    if (this.#held + samples.length / 2 > HOLDS) {
      this.#startedMs ??= this.nowMs;
      return false;
    }
    this.#held += samples.length / 2;
    return true;
  }

  /** Plays up to this moment. */
  run(nowMs: number): void {
    this.nowMs = nowMs;
    if (this.#startedMs === undefined) return;
    const due = Math.floor((nowMs - this.#startedMs) * this.#framesPerMs) - this.played;
    const taken = Math.min(due, this.#held);
    if (taken < due) this.xruns++;
    this.#held -= taken;
    this.played += due;
  }

  async close(): Promise<void> {}
}

/**
 * `seconds` of a box that sends a packet every 10 ms, to a player that runs every millisecond. Returns the figures of
 * the last half.
 */
function listen(out: SoundOut, seconds: number, eachTick: (nowMs: number) => void) {
  const player = new Player(RATE, LEAD_BOUNDS.normal, out);
  let before = { underruns: 0, losses: 0, jumps: 0 };
  const samples = new Int16Array(FRAMES * 2).fill(1_000);
  for (let nowMs = 0, first = 0; nowMs < seconds * 1000; nowMs++) {
    if (nowMs % 10 === 0) {
      player.push({ epoch: 1, first, sampleRate: RATE, flags: 0, captureMs: nowMs, samples }, nowMs);
      first += FRAMES;
    }
    eachTick(nowMs);
    player.render(nowMs);
    if (nowMs === seconds * 500) before = { ...player.stats };
  }
  const { underruns, losses, jumps, ppm, state, fillMs, targetMs } = player.stats;
  return {
    underruns: underruns - before.underruns,
    losses: losses - before.losses,
    jumps: jumps - before.jumps,
    ppm,
    state,
    fillMs,
    targetMs,
  };
}

for (const ppm of [0, 300, -300]) {
  t.test(`the card's clock leads: ${ppm} ppm off the box’s, three minutes without a break`, (t) => {
    const card = new Card(ppm);
    const shown = listen(card, 200, (nowMs) => card.run(nowMs));
    t.match(shown, { underruns: 0, losses: 0, jumps: 0, state: 'playing' });
    t.ok(Math.abs(shown.fillMs - shown.targetMs) < 3, `fill ${shown.fillMs} of ${shown.targetMs} ms`);
    t.equal(card.xruns, 0, 'and the card never ran dry');
    // A card that is faster needs each second of the box stretched.
    t.ok(Math.abs(shown.ppm + ppm) < 60, `corrected by ${shown.ppm} ppm`);
    t.end();
  });
}

t.test('if a device takes everything at once, this computer keeps the time', (t) => {
  let frames = 0;
  const hole: SoundOut = {
    paced: true,
    write(samples) {
      frames += samples.length / 2;
      return true;
    },
    async close() {},
  };
  const shown = listen(hole, 60, () => undefined);
  t.match(shown, { underruns: 0, losses: 0, state: 'playing' });
  t.ok(frames >= 60 * RATE - BLOCK && frames < 61.1 * RATE, `${frames / RATE} s of sound`);
  t.end();
});

t.test('a file has no pace of its own: it gets exactly the time that passed', (t) => {
  let frames = 0;
  const file: SoundOut = {
    paced: false,
    write(samples) {
      frames += samples.length / 2;
      return true;
    },
    async close() {},
  };
  t.match(
    listen(file, 20, () => undefined),
    { underruns: 0, state: 'playing' },
  );
  t.ok(Math.abs(frames - 20 * RATE) <= BLOCK);
  t.end();
});
