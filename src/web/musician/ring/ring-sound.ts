/** The ringing of the check: three rising notes. */

/** Hz. */
const NOTES = [660, 880, 1320] as const;
/** Seconds from one note to the next. */
const APART = 0.18;
/** Peak of a note, linear: −20 dBFS, far below the limiter. */
const PEAK = 0.1;
/** Seconds that a note rises and falls, so that it does not click. */
const EDGE = 0.02;

/** Plays once into a node whose context runs. */
export function ringInto(output: AudioNode): void {
  const { context } = output;
  NOTES.forEach((hertz, n) => {
    const begin = context.currentTime + n * APART;
    const note = new OscillatorNode(context, { frequency: hertz });
    const level = new GainNode(context, { gain: 0 });
    level.gain.setValueAtTime(0, begin);
    level.gain.linearRampToValueAtTime(PEAK, begin + EDGE);
    level.gain.setValueAtTime(PEAK, begin + APART - EDGE);
    level.gain.linearRampToValueAtTime(0, begin + APART);
    note.connect(level).connect(output);
    note.start(begin);
    note.stop(begin + APART);
  });
}
