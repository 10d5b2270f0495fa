/** The kind of device by its browser's user agent: enough to find the right phone on a stage. Pure. */

const DEVICES: readonly (readonly [RegExp, string])[] = [
  [/iPad/, 'iPad'],
  [/iPhone|iPod/, 'iPhone'],
  [/Android.*Mobile/, 'Android'],
  [/Android/, 'Android tablet'],
  [/CrOS/, 'Chromebook'],
  [/Windows/, 'Windows'],
  [/Macintosh|Mac OS X/, 'Mac'],
  [/Linux/, 'Linux'],
];

/** Order matters: each browser also claims to be those below it. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/OPR\//, 'Opera'],
  [/Edg(A|iOS)?\//, 'Edge'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

/**
 * "iPhone · Safari"; empty where nothing is known. Includes an Android phone's model where the browser still sends it.
 */
export function deviceWords(userAgent: string): string {
  const find = (table: typeof DEVICES) => table.find(([words]) => words.test(userAgent))?.[1];
  const model = /Android [\d.]+; (?:[a-z]{2}-[a-z]{2}; )?([^;)]{2,24}?)(?: Build|\))/.exec(userAgent)?.[1];
  const device = model !== undefined && model !== 'K' && model !== 'Mobile' ? model : find(DEVICES);
  return [device, find(BROWSERS)].filter((word) => word !== undefined).join(' · ');
}
