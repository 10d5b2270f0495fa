/**
 * Turns the settings of gates and compressors into parameters of the kernel (`kernel-dynamics.as.ts`). Pure.
 *
 * The compressor's static curve is the soft knee of Giannoulis, Massberg and Reiss, equation 4. Source: "Digital
 * dynamic range compressor design: a tutorial and analysis", Journal of the AES 60 (2012). The kernel counts levels in
 * halvings: 1 is a factor of 2, 6.02 dB.
 */
import type { CompressorSettings, GateSettings } from '../../wire/dynamics.js';

/** Decibels of one halving. */
const HALVING_DB = 20 * Math.log10(2);
/** How far below its threshold a gate may close: a level that trembles around it does not make it flutter. */
const HYSTERESIS_DB = 3;
/** The peak detector falls at least this fast, in attack times. */
const FASTEST_FALL = 0.25;

const linear = (db: number): number => 10 ** (db / 20);

/** The part of its way that an exponential with the time constant `ms` goes in one frame. */
const partOf = (ms: number, rate: number): number => 1 - Math.exp(-1000 / (ms * rate));

/** By how many decibels the compressor turns down a steady level, dBFS; make-up is not in it. */
export function reductionDb({ compDb, compRatio, compKneeDb }: CompressorSettings, levelDb: number): number {
  const over = levelDb - compDb;
  const bent = Math.min(compKneeDb, Math.max(0, over + compKneeDb / 2));
  const curve = compKneeDb === 0 ? 0 : (bent * bent) / (2 * compKneeDb);
  return (1 - 1 / compRatio) * (curve + Math.max(0, over - compKneeDb / 2));
}

/** By how many decibels the gate turns down a steady level, dBFS, that rises from silence. */
export const gatedDb = ({ gateDb, gateRangeDb }: GateSettings, levelDb: number): number =>
  levelDb < gateDb ? gateRangeDb : 0;

/**
 * The time constant of the peak detector, ms, with which the way back takes `releaseMs` to 63 %. Peak detector and
 * attack follow each other as two poles; what is left after `t` is (p·e^(−t/p) − a·e^(−t/a)) / (p − a).
 */
function fallMs(attackMs: number, releaseMs: number): number {
  const left = (p: number): number =>
    (p * Math.exp(-releaseMs / p) - attackMs * Math.exp(-releaseMs / attackMs)) / (p - attackMs);
  let least = FASTEST_FALL * attackMs;
  let most = Math.max(least, releaseMs);
  for (let halving = 0; halving < 40; halving++) {
    const middle = (least + most) / 2;
    // Two equal poles would divide 0 by 0.
    const p = Math.abs(middle - attackMs) < 1e-6 * attackMs ? middle + 2e-6 * attackMs : middle;
    if (left(p) > Math.exp(-1)) most = middle;
    else least = middle;
  }
  return (least + most) / 2;
}

/**
 * The gate's rows of a plan. How much of it is on; the levels at which it opens and may close; its gain when closed.
 * Then the parts per frame of opening and closing, and the frames of its hold.
 */
export function gateRows(gate: GateSettings, rate: number): number[] {
  return [
    gate.gateOn ? 1 : 0,
    linear(gate.gateDb),
    linear(gate.gateDb - HYSTERESIS_DB),
    linear(-gate.gateRangeDb),
    partOf(gate.gateAttackMs, rate),
    partOf(gate.gateReleaseMs, rate),
    Math.round((gate.gateHoldMs * rate) / 1000),
  ];
}

/**
 * The compressor's rows of a plan. How much of it is on; threshold, slope (1 − 1/ratio), knee and make-up, levels in
 * halvings. Then the parts per frame of its attack, and of its peak detector's fall.
 */
export function compressorRows(comp: CompressorSettings, rate: number): number[] {
  return [
    comp.compOn ? 1 : 0,
    comp.compDb / HALVING_DB,
    1 - 1 / comp.compRatio,
    comp.compKneeDb / HALVING_DB,
    comp.compMakeupDb / HALVING_DB,
    partOf(comp.compAttackMs, rate),
    partOf(fallMs(comp.compAttackMs, comp.compReleaseMs), rate),
  ];
}

/** Decibels of a reduction that the kernel counted in halvings. */
export const halvingsDb = (halvings: number): number => halvings * HALVING_DB;
