/**
 * Looks at what `--source` names and says what it is, before anything is started. Main thread.
 */
import { AudioError } from '../errors.js';
import type { SourceDescription } from '../format.js';
import { describeAlsa } from './alsa.js';
import { describeDemo } from './demo-band.js';
import { describeTones } from './tones.js';
import { describeWav } from './wav-file.js';

const FORMS = 'auto, alsa:<device>, wav:<path>, tones[:<n>] or demo';

/** Throws an `AudioError` whose message names the value, what is wrong with it and what is allowed. */
export async function describeSource(spec: string): Promise<SourceDescription> {
  if (spec === 'tones' || spec.startsWith('tones:')) return describeTones(spec);
  if (spec === 'demo' || spec.startsWith('demo:')) return describeDemo(spec);
  if (spec.startsWith('alsa:')) return describeAlsa(spec);
  if (spec.startsWith('wav:')) return describeWav(spec);
  throw new AudioError('bad-source', `${spec}: no such source; it is one of ${FORMS}`);
}
