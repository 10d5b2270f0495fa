/**
 * Opens any described source. Audio worker.
 */
import { CodedError } from '../../base/errors.js';
import type { SourceDescription } from '../format.js';
import { openAlsa } from './alsa.js';
import { demoRenderer } from './demo-band.js';
import { PacedSource } from './paced-source.js';
import { SilenceRenderer } from './silence.js';
import type { Source, SourceOptions } from './source.js';
import { tonesRenderer } from './tones.js';
import { wavRenderer } from './wav.js';

/** closed → prepared; see `OpenSource`. */
export async function openSource(description: SourceDescription, options: SourceOptions): Promise<Source> {
  switch (description.kind) {
    case 'alsa':
      return openAlsa(description, options);
    case 'tones':
      return new PacedSource(description, tonesRenderer(description.channels.length), options);
    case 'demo':
      return new PacedSource(description, demoRenderer(), options);
    case 'wav':
      return new PacedSource(description, await wavRenderer(description), options);
    case 'silence':
      return new PacedSource(description, new SilenceRenderer(), options);
    default:
      throw new CodedError('bad-source', `${description.spec}: cannot be opened`);
  }
}
