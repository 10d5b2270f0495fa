/** What a row of the table of settings says. Pure. */

/** The kinds of values. */
export type SettingType =
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly step?: number }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | {
      readonly kind: 'text';
      readonly pattern: RegExp;
      readonly allowed: string;
      /** Returns the text to store; undefined refuses it. Absent: stored as given. */
      readonly clean?: (text: string) => string | undefined;
    };

export interface SettingRow {
  readonly name: string;
  readonly type: SettingType;
  /** Undefined: no default. The setting is off or made at the start, as the help text says. */
  readonly default: string | number | boolean | undefined;
  readonly unit: string;
  /** A change takes effect only at the next start. */
  readonly needsRestart: boolean;
  readonly help: string;
  /** Never shown again, in no list and no log. */
  readonly secret?: boolean;
}

/** The allowed values in words, for messages and docs. */
export function allowedText(type: SettingType): string {
  switch (type.kind) {
    case 'integer':
      return `a whole number from ${type.min} to ${type.max}${type.step ? `, a multiple of ${type.step}` : ''}`;
    case 'number':
      return `a number from ${type.min} to ${type.max}`;
    case 'boolean':
      return 'true or false';
    case 'choice':
      return type.choices.join(' or ');
    case 'text':
      return type.allowed;
  }
}

/** A device that is read. The desk may change it, so nothing outside of `/dev` can be named. */
export const deviceToRead = (what: string): SettingType => ({
  kind: 'text',
  pattern: /^(off|auto|\/dev\/(?!.*\.\.)[\w./:@+-]{1,200})$/,
  allowed: `off, auto, or the path of ${what}`,
});
