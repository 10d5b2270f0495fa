/**
 * Describes the source that `--source` names, before anything starts. Main thread.
 */
import { CodedError } from '../../base/errors.js';
import type { SourceDescription } from '../format.js';
import { describeAlsa, describeAutoAlsa } from './alsa.js';
import { describeDemo } from './demo-band.js';
import { describeTones } from './tones.js';
import { describeWav } from './wav-file.js';

const FORMS = 'auto, alsa:<device>, wav:<path>, tones[:<n>] or demo';

/**
 * Throws an `CodedError` whose message names the value, what is wrong with it, and what is allowed.
 * `auto` always finds something. `say` receives one line: why `auto` took no sound card and how to get
 * one, or what is unusual about the source.
 */
export async function describeSource(
  spec: string,
  say: (line: string) => void = (line) => console.warn(line),
): Promise<SourceDescription> {
  if (spec === 'auto') {
    const found = describeAutoAlsa();
    if (!('none' in found)) return found;
    say(`${found.none}: the demo band plays`);
    return describeDemo('demo');
  }
  if (spec === 'tones' || spec.startsWith('tones:')) return describeTones(spec);
  if (spec === 'demo' || spec.startsWith('demo:')) return describeDemo(spec);
  if (spec.startsWith('alsa:')) return describeAlsa(spec, {}, say);
  if (spec.startsWith('wav:')) return describeWav(spec, say);
  throw new CodedError('bad-source', `${spec}: no such source; it is one of ${FORMS}`);
}
