import type { SettingName } from './settings-table.js';

/** A setting whose value proved unusable at the start; reported like a bad value. */
export class SettingFault extends Error {
  constructor(setting: SettingName, message: string) {
    super(message.startsWith('--') ? message : `--${setting}: ${message}`);
    this.name = 'SettingFault';
  }
}
