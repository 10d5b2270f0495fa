/**
 * The parameters of a mix, one row each. Validation, the page and `docs/protocol.md` read this table. Pure.
 */
import type { ChannelParameter, ParameterName, ParameterValue } from './mix.js';

interface ParameterRow {
  /** Whether it belongs to one input channel (`ch`) or to the whole mix. */
  readonly scope: 'channel' | 'mix';
  readonly type: 'boolean' | 'number';
  /** Inclusive, numbers only. */
  readonly min?: number;
  readonly max?: number;
  readonly unit: string;
  readonly meaning: string;
  /** The earlier server's `param_sync` type. */
  readonly earlier: string;
}

export const PARAMETERS: Readonly<Record<ParameterName, ParameterRow>> = {
  on: { scope: 'channel', type: 'boolean', unit: '', meaning: 'in the mix at all', earlier: 'channel_toggle' },
  gain: { scope: 'channel', type: 'number', min: 0, max: 4, unit: 'linear', meaning: 'fader', earlier: 'gain' },
  pan: {
    scope: 'channel',
    type: 'number',
    min: -1,
    max: 1,
    unit: 'left…right',
    meaning: 'equal power',
    earlier: 'pan',
  },
  mute: { scope: 'channel', type: 'boolean', unit: '', meaning: 'silenced, everything else kept', earlier: 'mute' },
  solo: { scope: 'channel', type: 'boolean', unit: '', meaning: 'solo-in-place within this mix', earlier: 'solo' },
  master: {
    scope: 'mix',
    type: 'number',
    min: 0,
    max: 4,
    unit: 'linear',
    meaning: 'level of the whole mix',
    earlier: 'master_gain',
  },
};

export const PARAMETER_NAMES = Object.keys(PARAMETERS) as ParameterName[];
export const CHANNEL_PARAMETERS = PARAMETER_NAMES.filter(
  (p): p is ChannelParameter => PARAMETERS[p].scope === 'channel',
);

export function isParameter(value: unknown): value is ParameterName {
  return typeof value === 'string' && Object.hasOwn(PARAMETERS, value);
}

/** The values that a parameter takes, for `allowed` in a refusal. */
export function allowedValues(p: ParameterName): Readonly<Record<string, unknown>> {
  const { type, min, max } = PARAMETERS[p];
  return type === 'boolean' ? { type } : { type, min, max };
}

/** The same in words. */
export function takesOf(p: ParameterName): string {
  const { type, min, max } = PARAMETERS[p];
  return type === 'boolean' ? 'true or false' : `a number ${min}…${max}`;
}

/** Whether `value` may be set as it is. Nothing is clamped, rounded or converted. */
export function fits(p: ParameterName, value: unknown): value is ParameterValue {
  const row = PARAMETERS[p];
  if (row.type === 'boolean') return typeof value === 'boolean';
  return typeof value === 'number' && value >= row.min! && value <= row.max!;
}
