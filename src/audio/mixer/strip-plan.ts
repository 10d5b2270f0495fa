/**
 * Computes the filter sections of a strip, off the audio path. Pure.
 */
import type { EqSettings } from '../../wire/eq.js';
import type { StripSettings } from '../../wire/strip.js';
import { asFlat, bell, highPass, highShelf, lowShelf, type Section } from './filter-design.js';

/** The four bands. With the equaliser off they are flat, but keep their frequencies: then switching on is a fade. */
function eqSections(eq: EqSettings, rate: number): Section[] {
  const bands = [
    (eq.eq1Shelf ? lowShelf : bell)(eq.eq1Hz, eq.eq1Db, eq.eq1Q, rate),
    bell(eq.eq2Hz, eq.eq2Db, eq.eq2Q, rate),
    bell(eq.eq3Hz, eq.eq3Db, eq.eq3Q, rate),
    (eq.eq4Shelf ? highShelf : bell)(eq.eq4Hz, eq.eq4Db, eq.eq4Q, rate),
  ];
  return eq.eqOn ? bands : bands.map(asFlat);
}

/** The sections of a strip, in the kernel's order: two of the high-pass, then the bands. */
export function stripSections(strip: StripSettings, rate: number): Section[] {
  const pass = highPass(strip.hpHz, strip.hpSlope, rate);
  return [...(strip.hpOn ? pass : pass.map(asFlat)), ...eqSections(strip, rate)];
}
