/**
 * Strips to start from, by instrument: what engineers of live sound usually reach for first. Thresholds suit an input
 * whose trim brings its peaks to about −12 dBFS. What a row does not name is as nobody has set it. Pure data.
 */
import type { StripSettings } from '../../wire/strip.js';
import type { TextKey } from '../i18n/texts.js';

export interface StripStart {
  readonly name: TextKey;
  /** Of the page's own set; inputs with it come first in the list. */
  readonly icon: string;
  readonly set: Partial<Omit<StripSettings, 'invert'>>;
}

type Set = StripStart['set'];

const highPass = (hpHz: number, hpSlope: 12 | 18 | 24 = 18): Set => ({ hpOn: true, hpHz, hpSlope });

/** Threshold, range, attack, hold, release. */
const gate = (
  gateDb: number,
  gateRangeDb: number,
  [gateAttackMs, gateHoldMs, gateReleaseMs]: readonly [number, number, number],
): Set => ({ gateOn: true, gateDb, gateRangeDb, gateAttackMs, gateHoldMs, gateReleaseMs });

/** Threshold, ratio, knee, attack and release, make-up. */
const compressor = (
  compDb: number,
  compRatio: number,
  compKneeDb: number,
  [compAttackMs, compReleaseMs]: readonly [number, number],
  compMakeupDb: number,
): Set => ({ compOn: true, compDb, compRatio, compKneeDb, compAttackMs, compReleaseMs, compMakeupDb });

const lowBell = (eq1Hz: number, eq1Db: number): Set => ({ eq1Shelf: false, eq1Hz, eq1Db, eq1Q: 1 });
const lowShelf = (eq1Hz: number, eq1Db: number): Set => ({ eq1Hz, eq1Db });
const lowMid = (eq2Hz: number, eq2Db: number): Set => ({ eq2Hz, eq2Db });
const highMid = (eq3Hz: number, eq3Db: number): Set => ({ eq3Hz, eq3Db });
const highShelf = (eq4Hz: number, eq4Db: number): Set => ({ eq4Hz, eq4Db });

export const STRIP_STARTS: readonly StripStart[] = [
  {
    name: 'startKick',
    icon: 'kick',
    set: {
      ...highPass(35),
      ...gate(-34, 30, [0.5, 60, 150]),
      ...compressor(-18, 4, 3, [20, 120], 3),
      ...lowBell(60, 3),
      ...lowMid(350, -5),
      ...highMid(3_500, 4),
    },
  },
  {
    name: 'startSnare',
    icon: 'snare',
    set: {
      ...highPass(90),
      ...gate(-32, 20, [0.2, 80, 160]),
      ...compressor(-18, 4, 3, [8, 120], 3),
      ...lowBell(200, 2),
      ...lowMid(500, -3),
      ...highMid(5_000, 3),
    },
  },
  {
    name: 'startToms',
    icon: 'tom',
    set: {
      ...highPass(60),
      ...gate(-34, 25, [0.5, 150, 300]),
      ...compressor(-16, 3, 6, [15, 150], 2),
      ...lowBell(100, 2),
      ...lowMid(450, -5),
      ...highMid(4_000, 3),
    },
  },
  { name: 'startHats', icon: 'hats', set: { ...highPass(300, 12), ...lowMid(800, -2), ...highShelf(10_000, 1) } },
  {
    name: 'startOverheads',
    icon: 'cymbal',
    set: {
      ...highPass(150),
      ...compressor(-18, 2, 12, [30, 250], 1),
      ...lowMid(400, -3),
      ...highShelf(10_000, 2),
    },
  },
  {
    name: 'startBass',
    icon: 'bass',
    set: {
      ...highPass(35),
      ...compressor(-22, 4, 6, [25, 150], 4),
      ...lowShelf(80, 2),
      ...lowMid(250, -3),
      ...highMid(900, 2),
    },
  },
  {
    name: 'startElectric',
    icon: 'guitar',
    set: {
      ...highPass(90),
      ...compressor(-18, 2, 12, [20, 150], 1),
      ...lowMid(300, -2),
      ...highMid(2_500, 2),
      ...highShelf(8_000, -2),
    },
  },
  {
    name: 'startAcoustic',
    icon: 'guitar',
    set: {
      ...highPass(90),
      ...compressor(-20, 3, 6, [15, 150], 3),
      ...lowBell(180, -3),
      ...highMid(1_500, -2),
      ...highShelf(10_000, 2),
    },
  },
  {
    name: 'startKeys',
    icon: 'keys',
    set: { ...highPass(40, 12), ...compressor(-16, 2, 12, [20, 200], 1), ...lowMid(300, -2) },
  },
  {
    name: 'startLeadVocal',
    icon: 'vocal',
    set: {
      ...highPass(110),
      ...compressor(-22, 3, 6, [8, 120], 4),
      ...lowMid(250, -3),
      ...highMid(3_000, 3),
      ...highShelf(10_000, 2),
    },
  },
  {
    name: 'startBackingVocal',
    icon: 'choir',
    set: {
      ...highPass(140),
      ...gate(-40, 10, [2, 200, 300]),
      ...compressor(-24, 4, 6, [8, 120], 4),
      ...lowMid(250, -4),
      ...highMid(4_000, 2),
    },
  },
  {
    name: 'startBrass',
    icon: 'trumpet',
    set: { ...highPass(100), ...compressor(-16, 3, 6, [10, 150], 2), ...lowMid(500, -2), ...highMid(3_000, -1) },
  },
  {
    name: 'startSpeech',
    icon: 'mic',
    set: {
      ...highPass(130, 24),
      ...gate(-42, 12, [2, 300, 400]),
      ...compressor(-24, 4, 6, [5, 150], 5),
      ...lowMid(250, -4),
      ...highMid(3_000, 2),
    },
  },
];

/** The list for an input with this icon: what fits it first. */
export const startsFor = (icon: string): readonly StripStart[] => [
  ...STRIP_STARTS.filter((start) => start.icon === icon),
  ...STRIP_STARTS.filter((start) => start.icon !== icon),
];
