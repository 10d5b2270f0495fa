/**
 * Announces the box by mDNS/DNS-SD: `_fichatech._tcp` on the native port, for the app, and `_http._tcp` on the page's port. Names may
 * change on the network (a second box of the same name becomes “… (2)”); the identity is `id` in TXT. Failing to announce is told,
 * and stops nothing.
 */
import { networkInterfaces } from 'node:os';
import ciao from '@homebridge/ciao';
import { hostNames } from './about-box.js';

export interface MdnsOptions {
  /** For people, e.g. `Stage Box`. */
  readonly name: string;
  readonly serial: string;
  readonly version: string;
  readonly webPort: number;
  readonly audioPort: number;
  readonly nativePort: number;
  /** Only on these interfaces or addresses; all, where empty. On the box: its own Wi-Fi, never an uplink. */
  readonly interfaces?: readonly string[];
  /** One line for the log. */
  readonly log: (line: string) => void;
}

export interface Mdns {
  /** Both services are announced (true), or this network does not permit it. */
  readonly announced: Promise<boolean>;
  /** Host names it is announced under now, with `.local`; another box with the same name makes them `stagebox-(2).local`. */
  hostNames(): readonly string[];
  /** Says goodbye, within `STOP_LIMIT_MS`. */
  stop(): Promise<void>;
}

/** Name of the service the app looks for. */
export const SERVICE_TYPE = 'fichatech';
const STOP_LIMIT_MS = 250;

/** The TXT record: small, no secrets, nothing that changes while running. */
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
  const interfaces = (options.interfaces ?? []).filter((name) => name !== '');
  const present = networkInterfaces();
  const missing = interfaces.filter((name) => !present[name] && !/[.:]/.test(name));
  if (missing.length > 0) {
    options.log(`mDNS: there is no network interface ${missing.join(', ')}; the box is not announced`);
    return { announced: Promise.resolve(false), hostNames: () => [], stop: async () => {} };
  }
  const restricted = interfaces.length > 0 ? { interface: [...interfaces] } : {};
  const responder = ciao.getResponder(restricted);
  const common = {
    name: options.name,
    txt: txtRecord(options),
    ...(interfaces.length > 0 ? { restrictedAddresses: [...interfaces] } : {}),
  };
  const [page, own] = hostNames(options.serial);
  const services = [
    { type: SERVICE_TYPE, port: options.nativePort, hostname: own },
    { type: 'http', port: options.webPort, hostname: page },
  ].map((service) => responder.createService({ ...common, ...service }));
  for (const service of services)
    service.on('name-change', (name: string) =>
      options.log(`mDNS: the name was taken; the box is announced as ${name}`),
    );

  const announced = Promise.all(services.map((service) => service.advertise())).then(
    () => true,
    (error: unknown) => {
      options.log(`mDNS: the box is not announced: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    },
  );
  return {
    announced,
    hostNames: () => services.map((service) => service.getHostname().replace(/\.$/, '')),
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, STOP_LIMIT_MS);
      });
      await Promise.race([responder.shutdown().catch(() => {}), limit]);
      clearTimeout(timer);
    },
  };
}
