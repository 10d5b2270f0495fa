/**
 * The demo band: sixteen named channels of a band, for when there is nothing else to capture. It is synthesised
 * when opened, then looped without a seam.
 */
import { CodedError } from '../../base/errors.js';
import { dbToGain } from '../../base/units.js';
import type { SourceDescription } from '../format.js';
import {
  acousticGuitar,
  backingVoices,
  bassGuitar,
  click,
  electricGuitar,
  hats,
  keys,
  kick,
  leadVoice,
  overhead,
  percussion,
  saxophone,
  snareDrum,
  toms,
} from './demo/arrangement.js';
import { SAMPLE_RATE } from './demo/score.js';
import { level } from './demo/sound.js';
import { LoopRenderer } from './loop-renderer.js';

interface Player {
  readonly name: string;
  readonly color: string;
  readonly icon: string;
  /** Peak of the channel, dBFS, as a sound engineer would set its trim. */
  readonly peakDb: number;
  readonly play: () => Float32Array;
}

const DRUMS = '#e5534b';
const STRINGS = '#e0a030';
const KEYS = '#4c9be8';
const WINDS = '#3fb68b';
const VOICES = '#b07ae8';
const TOOLS = '#8b949e';

const BAND: readonly Player[] = [
  { name: 'Kick', color: DRUMS, icon: 'kick', peakDb: -8, play: kick },
  { name: 'Snare', color: DRUMS, icon: 'snare', peakDb: -8, play: snareDrum },
  { name: 'Hi-Hat', color: DRUMS, icon: 'hihat', peakDb: -12, play: hats },
  { name: 'Toms', color: DRUMS, icon: 'tom', peakDb: -9, play: toms },
  { name: 'Overhead L', color: DRUMS, icon: 'overhead', peakDb: -12, play: () => overhead('left') },
  { name: 'Overhead R', color: DRUMS, icon: 'overhead', peakDb: -12, play: () => overhead('right') },
  { name: 'Percussion', color: DRUMS, icon: 'percussion', peakDb: -12, play: percussion },
  { name: 'Bass', color: STRINGS, icon: 'bass', peakDb: -9, play: bassGuitar },
  { name: 'E-Guitar', color: STRINGS, icon: 'guitar', peakDb: -11, play: electricGuitar },
  { name: 'A-Guitar', color: STRINGS, icon: 'acoustic', peakDb: -10, play: acousticGuitar },
  { name: 'Keys L', color: KEYS, icon: 'keys', peakDb: -12, play: () => keys('left') },
  { name: 'Keys R', color: KEYS, icon: 'keys', peakDb: -12, play: () => keys('right') },
  { name: 'Sax', color: WINDS, icon: 'sax', peakDb: -9, play: saxophone },
  { name: 'Lead Vox', color: VOICES, icon: 'vocal', peakDb: -7, play: leadVoice },
  { name: 'Backing Vox', color: VOICES, icon: 'choir', peakDb: -11, play: backingVoices },
  { name: 'Click', color: TOOLS, icon: 'click', peakDb: -12, play: click },
];

export function describeDemo(spec: string): SourceDescription {
  if (spec !== 'demo') throw new CodedError('bad-source', `${spec}: demo takes nothing after it`);
  const channels = BAND.map(({ name, color, icon }, index) => ({ index, name, color, icon }));
  return { spec: 'demo', kind: 'demo', label: 'Demo band', sampleRate: SAMPLE_RATE, channels };
}

/** Renders the band's loops, one per channel, each with its own length: 1, 2, 4 or 8 bars. */
export function demoLoops(): Float32Array[] {
  return BAND.map(({ play, peakDb }) => level(play(), dbToGain(peakDb)));
}

export function demoRenderer(): LoopRenderer {
  return new LoopRenderer(demoLoops());
}
