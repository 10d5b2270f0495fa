/**
 * The radio's budget against plain arithmetic: the share of one listener, and a stage of 1 to 40 phones that come one
 * after the other. The real budget reads a report of stations that do not exist; no radio is in it, and no time passes.
 *
 *   npm run bench:air [-- --write]
 */

import type { ListenerPlan } from '../../src/audio/stream/sound-form.js';
import { AIR_LIMIT } from '../../src/control/radio/air-plan.js';
import { airShare } from '../../src/control/radio/air-time.js';
import { packetsOf, type SoundWay } from '../../src/control/radio/sound-plan.js';
import { rateIn } from '../../src/control/radio/station-dump.js';
import { SimulatedStage } from '../app/radio/simulated-stage.js';
import { HAND_LINKS, shareByHand } from './air-by-hand.js';
import { figures, type Print } from './figures.js';

type LinkName = keyof typeof HAND_LINKS;
const NAMES = Object.keys(HAND_LINKS) as LinkName[];
/** Packets after one waiting for the channel that the budget counts on. */
const BURST = 2;

const percent = (share: number): string => (100 * share).toFixed(1);

const ROWS: readonly (readonly [plan: ListenerPlan, way: SoundWay])[] = [
  [{ codec: 'pcm', frames: 480, copies: 0 }, 'websocket'],
  [{ codec: 'opus', frames: 240, copies: 0 }, 'websocket'],
  [{ codec: 'opus', frames: 480, copies: 0 }, 'websocket'],
  [{ codec: 'opus', frames: 960, copies: 0 }, 'websocket'],
  [{ codec: 'pcm', frames: 240, copies: 0 }, 'rtp'],
  [{ codec: 'opus', frames: 240, copies: 2 }, 'datachannel'],
  [{ codec: 'opus', frames: 480, copies: 1 }, 'datachannel'],
  [{ codec: 'opus', frames: 120, copies: 2 }, 'rtp'],
  [{ codec: 'opus', frames: 240, copies: 2 }, 'rtp'],
  [{ codec: 'opus', frames: 480, copies: 1 }, 'rtp'],
  [{ codec: 'opus', frames: 960, copies: 1 }, 'rtp'],
];

function shares(print: Print): void {
  print(`| packets | way | ${NAMES.map((name) => `${name}: by hand / budget`).join(' | ')} |`);
  print(`|---|---|${NAMES.map(() => '---:').join('|')}|`);
  for (const [plan, way] of ROWS) {
    const cells = NAMES.map((name) => {
      const link = HAND_LINKS[name];
      const budget = airShare(rateIn(link.bitrate)!, packetsOf(plan, way), way, { retries: 0.1, burst: BURST });
      return `${percent(shareByHand(link, plan, way, BURST))} / ${percent(budget)} (${Math.floor(AIR_LIMIT / budget)})`;
    });
    const copies = plan.copies > 0 ? ` + ${plan.copies}` : '';
    print(`| ${plan.codec} ${plan.frames / 48} ms${copies} | ${way} | ${cells.join(' | ')} |`);
  }
}

interface Crowd {
  readonly name: string;
  readonly linkOf: (phone: number) => LinkName;
  readonly rtp: boolean;
}

const CROWDS: readonly Crowd[] = [
  { name: 'good links, RTP', linkOf: () => 'good', rtp: true },
  { name: 'fair links, RTP', linkOf: () => 'fair', rtp: true },
  { name: 'every fourth weak, others good, RTP', linkOf: (phone) => (phone % 4 === 3 ? 'weak' : 'good'), rtp: true },
  { name: 'fair links, WebSocket', linkOf: () => 'fair', rtp: false },
];
const PHONES = 40;
/** After each arrival; nobody's packets change more often than every ten seconds. */
const SECONDS = 12;

/** What stands in the table after each arrival. */
async function arrivals({ linkOf, rtp }: Crowd): Promise<string[]> {
  const stage = new SimulatedStage({ rtp });
  const way: SoundWay = rtp ? 'rtp' : 'websocket';
  const cells: string[] = [];
  const refused: number[] = [];
  for (let phone = 1; phone <= PHONES; phone++) {
    stage.put({ device: `${phone}`, bitrate: HAND_LINKS[linkOf(phone)].bitrate, transport: way, standing: 'known' });
    await stage.settle();
    const came = stage.listen(`${phone}`).ok;
    if (!came) refused.push(phone);
    for (let second = 0; second < SECONDS; second++) await stage.second();
    const plans = Array.from({ length: phone }, (_, i) => ({ link: linkOf(i + 1), plan: stage.planOf(`${i + 1}`) }));
    const counts = [240, 480, 960].map((frames) => plans.filter(({ plan }) => plan?.frames === frames).length);
    const hand = plans.reduce(
      (sum, { link, plan }) => sum + (plan === undefined ? 0 : shareByHand(HAND_LINKS[link], plan, way, BURST)),
      0,
    );
    cells.push(
      `${counts.join(' · ')} | ${percent(hand)} / ${percent(stage.budget.total)} | ${came ? '' : `no. ${phone} `}${refused.length > 0 ? `(${refused.length})` : ''}`,
    );
  }
  stage.end();
  return cells;
}

async function crowds(print: Print): Promise<void> {
  const columns = [];
  for (const crowd of CROWDS) columns.push(await arrivals(crowd));
  print(
    `| phones | ${CROWDS.map(({ name }) => `${name}: 5 · 10 · 20 ms | by hand / budget, % | refused`).join(' | ')} |`,
  );
  print(`|---:|${CROWDS.map(() => '---:|---:|---').join('|')}|`);
  for (let i = 0; i < PHONES; i++) print(`| ${i + 1} | ${columns.map((cells) => cells[i]).join(' | ')} |`);
}

await figures('air', 'shares', shares);
await figures('air', 'crowds', crowds);
