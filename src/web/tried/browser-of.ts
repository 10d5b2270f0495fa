/** A short name for a browser and its system, from the user agent string. Pure. */

/** The first that fits counts: each browser also names those that it imitates. */
const BROWSERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Samsung Internet', /SamsungBrowser\/([\d.]+)/],
  ['Edge', /Edg(?:e|A|iOS)?\/(\d+)/],
  ['Opera', /OPR\/(\d+)/],
  ['Chrome', /CriOS\/(\d+)/],
  ['Firefox', /(?:FxiOS|Firefox)\/(\d+)/],
  ['Headless Chromium', /HeadlessChrome\/(\d+)/],
  ['Android web view', /; wv\).*Chrome\/(\d+)/],
  ['Chrome', /Chrome\/(\d+)/],
  ['Safari', /Version\/([\d.]+).*Safari/],
  ['web view', /AppleWebKit\/([\d.]+)/],
];
const SYSTEMS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['iPhone, iOS', /iPhone; CPU iPhone OS ([\d_]+)/],
  ['iPad, iOS', /iPad; CPU OS ([\d_]+)/],
  ['Android', /Android ([\d.]+)/],
  ['Windows', /Windows NT/],
  // An iPad may call itself a Mac.
  ['Mac or iPad', /Macintosh/],
  ['Linux', /Linux/],
];

/** Like "Safari 17.4, iPhone, iOS 17.4.1"; the parts that are unknown are left out. */
export function browserOf(agent: string): string {
  return [named(BROWSERS, agent), named(SYSTEMS, agent)].filter((part) => part !== '').join(', ') || 'unknown';
}

function named(table: typeof BROWSERS, agent: string): string {
  for (const [name, pattern] of table) {
    const match = pattern.exec(agent);
    if (match) return [name, match[1]?.replaceAll('_', '.')].filter(Boolean).join(' ');
  }
  return '';
}
