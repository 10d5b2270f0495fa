import type { SettingName } from './settings-table.js';

/** A setting whose value turned out to be unusable at start; told like a bad value. */
export class SettingFault extends Error {
  constructor(setting: SettingName, message: string) {
    super(message.startsWith('--') ? message : `--${setting}: ${message}`);
    this.name = 'SettingFault';
  }
}
