/**
 * Reads the system's report about the radio, which `system/usr/lib/stagebox/radio-report` writes. Without such a file,
 * or if it is old, nothing is known of the radio. The file is read off the audio path, through the thread pool, and no
 * program is started. Main thread.
 */
import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { plainAddress } from '../../base/address.js';
import { type RadioLink, RadioLinks, RELAYED_LINK } from '../../control/radio/radio-link.js';
import { parseRadioReport, type RadioReport } from '../../control/radio/radio-report.js';
import { busyShare } from '../../control/radio/survey.js';

const RADIO_REPORT = '/run/stagebox/radio-report';

export interface RadioReaderOptions {
  readonly file?: string;
  /** Time between looks, ms. */
  readonly everyMs?: number;
  /** Seconds since the computer started. */
  readonly uptimeS?: () => number;
}

/** The system reports every two seconds. */
const EVERY_MS = 2000;
/** A report is old after this, seconds. */
const OLD_S = 15;

export class RadioReader {
  readonly #file: string;
  readonly #uptimeS: () => number;
  readonly #timer: NodeJS.Timeout;
  readonly #links = new RadioLinks();
  #looking: Promise<void> | undefined;
  #report: RadioReport | undefined;
  #busy: number | undefined;

  constructor({ file = RADIO_REPORT, everyMs = EVERY_MS, uptimeS = uptime }: RadioReaderOptions = {}) {
    this.#file = file;
    this.#uptimeS = uptimeS;
    this.#timer = setInterval(() => void this.look(), everyMs);
    this.#timer.unref();
    void this.look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Whether there is a radio, and a report that is not old. */
  get known(): boolean {
    return this.#fresh() !== undefined;
  }

  /** Share of the time in which the channel was busy, by anybody, 0…1; undefined if the driver does not count. */
  get busy(): number | undefined {
    return this.known ? this.#busy : undefined;
  }

  /** The link to this address; `cable` if it is not on the radio; undefined if nothing is known of the radio. */
  linkTo(address: string): RadioLink | 'cable' | undefined {
    const report = this.#fresh();
    if (report === undefined) return undefined;
    const mac = report.neighbours.get(plainAddress(address));
    if (mac === undefined) return 'cable';
    return this.#links.of(mac) ?? RELAYED_LINK;
  }

  /** Looks once more. While a look is running, returns that one. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const report = parseRadioReport(await readFile(this.#file, 'utf8').catch(() => ''));
    if (report !== undefined && report.uptimeS !== this.#report?.uptimeS) {
      this.#busy = busyShare(this.#report?.channel, report.channel);
      this.#links.take(report);
    }
    this.#report = report;
  }

  #fresh(): RadioReport | undefined {
    const report = this.#report;
    return report !== undefined && this.#uptimeS() - report.uptimeS < OLD_S ? report : undefined;
  }
}
