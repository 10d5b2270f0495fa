/**
 * Announces the box by mDNS/DNS-SD: `_fichatech._tcp` on the native port, for the app, and `_http._tcp` on the
 * page's port. Names may change on the network (a second box of the same name becomes “… (2)”); the identity
 * is `id` in TXT. Runs in the mDNS process: an error of the library, now or later, ends that process.
 */
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import ciao, { type CiaoService, type Responder } from '@homebridge/ciao';
import { announceOn } from './interfaces.js';
import type { FromMdns, MdnsBegin } from './mdns-messages.js';
import { serviceName } from './service-name.js';

/** Name of the service that the app looks for. */
const SERVICE_TYPE = 'fichatech';
/** How often the interfaces are checked, ms. */
const LOOK_MS = 1000;

export class Announcing {
  readonly #begin: MdnsBegin;
  readonly #tell: (message: FromMdns) => void;
  #responder: Responder | undefined;
  #services: readonly CiaoService[] = [];
  #on: readonly string[] = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(begin: MdnsBegin, tell: (message: FromMdns) => void) {
    this.#begin = begin;
    this.#tell = tell;
    if (this.#names().length === 0) tell({ type: 'waiting' });
    this.#look();
    setInterval(() => this.#look(), LOOK_MS);
  }

  /** Sends the goodbye. */
  async stop(): Promise<void> {
    await this.#responder?.shutdown();
  }

  #names(): string[] {
    return announceOn(networkInterfaces(), this.#begin.on);
  }

  /**
   * Announces again when an interface came. The library itself notices interfaces that go and addresses that change.
   */
  #look(): void {
    const names = this.#names();
    const came = names.some((name) => !this.#on.includes(name));
    const allGone = names.length === 0 && this.#on.length > 0;
    if (!came && !allGone) return;
    this.#on = names;
    this.#turn = this.#turn.then(() => this.#announce(names));
  }

  async #announce(names: readonly string[]): Promise<void> {
    const before = this.#responder;
    this.#responder = undefined;
    this.#services = [];
    await before?.shutdown();
    if (names.length === 0) {
      this.#tell({ type: 'waiting' });
      return;
    }
    this.#tell({ type: 'trying' });
    const { name, hosts, webPort, nativePort, txt, on } = this.#begin;
    // The names are passed in. The library would take them from the output of `ip link`, and miss those with a parent.
    const responder = ciao.getResponder({ interface: [...names] });
    const common = {
      name: serviceName(name),
      txt: { ...txt },
      restrictedAddresses: on !== undefined && isIP(on) ? [on] : [...names],
    };
    const services = [
      responder.createService({ ...common, type: SERVICE_TYPE, port: nativePort, hostname: hosts[1] }),
      responder.createService({ ...common, type: 'http', port: webPort, hostname: hosts[0] }),
    ];
    this.#responder = responder;
    this.#services = services;
    for (const service of services) {
      service.on('name-change', () => this.#announced());
      service.on('hostname-change', () => this.#announced());
    }
    await Promise.all(services.map((service) => service.advertise()));
    if (this.#responder === responder) this.#announced();
  }

  /** Announces under the present names. */
  #announced(): void {
    const hosts = this.#services.map((service) => service.getHostname().replace(/\.$/, ''));
    const name = this.#services[0]?.getFQDN().split(`._${SERVICE_TYPE}.`)[0];
    if (name !== undefined) this.#tell({ type: 'announced', name, hosts });
  }
}
