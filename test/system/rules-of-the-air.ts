/**
 * The output of `iw phy … channels` for a dual-band radio under the rules of a country. The rules are those of the
 * wireless-regdb (2025): MHz from, to, and the restrictions there.
 */
type Flag = 'No IR' | 'Radar detection';
type Rule = readonly [from: number, to: number, ...flags: Flag[]];

const RADAR = 'Radar detection';
export const RULES: Readonly<Record<string, readonly Rule[]>> = {
  '00': [
    [2402, 2472],
    [2457, 2482, 'No IR'],
    [2474, 2494, 'No IR'],
    [5170, 5250, 'No IR'],
    [5250, 5330, 'No IR', RADAR],
    [5490, 5730, 'No IR', RADAR],
    [5735, 5835, 'No IR'],
  ],
  ES: [
    [2400, 2483],
    [5150, 5250],
    [5250, 5350, RADAR],
    [5470, 5725, RADAR],
    [5725, 5875],
    [5945, 6425],
  ],
  GB: [
    [2400, 2483],
    [5150, 5250],
    [5250, 5350, RADAR],
    [5470, 5730, RADAR],
    [5725, 5850],
    [5925, 6425],
  ],
  US: [
    [2400, 2472],
    [5150, 5250],
    [5250, 5350, RADAR],
    [5470, 5730, RADAR],
    [5730, 5850],
    [5850, 5895, 'No IR'],
    [5925, 7125, 'No IR'],
  ],
  JP: [
    [2402, 2482],
    [2474, 2494],
    [5170, 5250],
    [5250, 5330, RADAR],
    [5490, 5730, RADAR],
  ],
  // 36 to 144 only where another network is heard; 149 and up are free.
  CU: [
    [2400, 2483],
    [5150, 5350, 'No IR'],
    [5470, 5725, 'No IR'],
    [5725, 5850],
  ],
  // Radar from 36 up, free from 149.
  EC: [
    [2400, 2483],
    [5150, 5250, RADAR],
    [5250, 5350, RADAR],
    [5470, 5725, RADAR],
    [5725, 5850],
  ],
  // Radar on the whole of 5 GHz.
  AM: [
    [2400, 2483],
    [5150, 5350, RADAR],
    [5470, 5875, RADAR],
  ],
  // No 5 GHz at all.
  YE: [[2402, 2482]],
  // Radar on everything, 2.4 GHz included.
  TG: [
    [2400, 2483, RADAR],
    [5150, 5350, RADAR],
    [5470, 5850, RADAR],
  ],
};

const steps = (first: number, last: number) =>
  Array.from({ length: (last - first) / 20 + 1 }, (_, index) => first + 20 * index);
const BANDS: readonly [band: number, channels: readonly [number: number, mhz: number][]][] = [
  [1, Array.from({ length: 14 }, (_, index) => [index + 1, index === 13 ? 2484 : 2412 + 5 * index])],
  [
    2,
    [...steps(5180, 5320), ...steps(5500, 5720), ...steps(5745, 5885)].map((mhz) => [(mhz - 5000) / 5, mhz] as const),
  ] as never,
  // The numbers of 6 GHz begin at 1 again.
  [4, steps(5955, 6415).map((mhz) => [(mhz - 5950) / 5, mhz] as const)] as never,
];

/** iw's text for the country; for one without rules here, the world's. */
export function iwChannels(country: string): string {
  const rules = RULES[country] ?? RULES['00']!;
  const text: string[] = [];
  for (const [band, channels] of BANDS) {
    text.push(`Band ${band}:`);
    for (const [number, mhz] of channels) {
      const rule = rules.find(([from, to]) => mhz - 10 >= from && mhz + 10 <= to);
      text.push(`\t* ${mhz} MHz [${number}] ${rule ? '' : '(disabled)'}`);
      if (rule === undefined) continue;
      const [, , ...flags] = rule;
      text.push('\t  Maximum TX power: 20.0 dBm', ...flags.map((flag) => `\t  ${flag}`));
      text.push('\t  Channel widths: 20MHz HT40+ VHT80');
      if (flags.includes(RADAR)) text.push('\t  DFS state: usable (for 31 sec)', '\t  DFS CAC time: 60000 ms');
    }
  }
  return `${text.join('\n')}\n`;
}
