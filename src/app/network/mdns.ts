/**
 * The box's mDNS announcement as the main thread sees it: a separate process that may die and
 * is started again. Nothing that the network sends can touch the sound. Main thread only.
 */
import { monotonicMs } from '../../base/clock.js';
import { hostNames } from '../../control/publish/about-box.js';
import { SupervisedChild, type Verdict } from '../process/supervised-child.js';
import { type MdnsBegin, parseFromMdns } from './mdns-messages.js';

export interface MdnsOptions {
  /** For people, e.g. `Stage Box`; any text. */
  readonly name: string;
  readonly serial: string;
  readonly version: string;
  readonly webPort: number;
  readonly audioPort: number;
  readonly nativePort: number;
  /** Only on this interface or address; undefined means all. On the box: its own Wi-Fi, never an uplink. */
  readonly on?: string;
  readonly log: (line: string) => void;
  /** For the engineer: the announcement was lost or is impossible. Called again only after it was well for a while. */
  readonly trouble: (line: string) => void;
}

/** State for `/api/health`. `waiting`: for a network interface. `lost`: ended, and about to be started again. */
export interface MdnsFigures {
  readonly state: 'starting' | 'announced' | 'waiting' | 'lost';
  readonly announced: boolean;
  readonly restarts: number;
  /** The names announced now, or last. */
  readonly names: readonly string[];
}

export interface Mdns {
  /**
   * Host names announced now, or last, with `.local`; another
   * box of the same name turns them into `stagebox-(2).local`.
   */
  hostNames(): readonly string[];
  figures(): MdnsFigures;
  /** Process id of the announcing process; undefined while none runs. */
  readonly pid: number | undefined;
  /** Sends the goodbye, within `STOP_LIMIT_MS`. */
  stop(): Promise<void>;
}

const STOP_LIMIT_MS = 250;
/** Trying names takes the library three seconds, and a minute before it gives up. */
const READY_LIMIT_MS = 30_000;
/** After being announced for this long, the next loss counts as a new one, ms. */
const EPISODE_MS = 60_000;

/** The TXT record: small, no secrets, nothing that changes at run time. */
export function txtRecord(
  options: Pick<MdnsOptions, 'serial' | 'version' | 'webPort' | 'audioPort'>,
): Record<string, string> {
  return {
    txtvers: '1',
    id: options.serial,
    proto: '2,3',
    wp: String(options.webPort),
    ap: String(options.audioPort),
    fw: options.version,
  };
}

export function announce(options: MdnsOptions): Mdns {
  const { name, serial, webPort, nativePort, on } = options;
  const begin: MdnsBegin = {
    name,
    hosts: hostNames(serial),
    webPort,
    nativePort,
    txt: txtRecord(options),
    ...(on === undefined ? {} : { on }),
  };
  let state: MdnsFigures['state'] = 'starting';
  let names: readonly string[] = [];
  let shownName: string | undefined;
  let announcedAt: number | undefined;
  /** Which messages about the present trouble were sent: its start, its end. */
  let said = { lost: false, again: false };

  const lose = (line: string): void => {
    if (announcedAt !== undefined && monotonicMs() - announcedAt >= EPISODE_MS) said = { lost: false, again: false };
    announcedAt = undefined;
    if (said.lost) return;
    said.lost = true;
    options.trouble(line);
  };
  const child = new SupervisedChild({
    name: 'mDNS',
    entry: new URL('./mdns-child.js', import.meta.url),
    begin,
    readyLimitMs: READY_LIMIT_MS,
    heard: (message) => heard(message),
    ended: (reason) => {
      state = 'lost';
      lose(`the box is not announced by mDNS for the moment: its process ${reason}; it is started again`);
    },
  });

  function heard(message: unknown): Verdict {
    const news = parseFromMdns(message);
    if (news === undefined) return 'unknown';
    if (news.type === 'trying') {
      state = 'starting';
      return 'busy';
    }
    if (news.type === 'waiting') {
      state = 'waiting';
      const what = on === undefined ? 'network interface' : `network interface or address ${on}`;
      lose(`there is no ${what}; the box is announced by mDNS when it appears`);
      return 'ready';
    }
    state = 'announced';
    names = news.hosts;
    announcedAt ??= monotonicMs();
    if (shownName !== news.name || (said.lost && !said.again))
      options.log(`mDNS: the box is announced as ${news.name} (${news.hosts.join(', ')})`);
    shownName = news.name;
    said.again = said.lost;
    return 'ready';
  }

  return {
    hostNames: () => names,
    figures: () => ({ state, announced: state === 'announced', restarts: child.restarts, names }),
    get pid() {
      return child.pid;
    },
    stop: () => child.stop(STOP_LIMIT_MS),
  };
}
