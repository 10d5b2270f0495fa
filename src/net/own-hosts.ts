/**
 * The host names of this box: its present addresses, `localhost`, the computer's name, and the names it was given. Any
 * other name was pointed here by somebody else (DNS rebinding). Any thread; each has its own instance.
 */
import { isIPv6 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { plainAddress } from '../base/address.js';
import { plainName } from './host-name.js';

/** Suffixes under which a home router or mDNS may know the computer. */
const SUFFIXES = ['', '.local', '.lan', '.home', '.home.arpa', '.internal'];
/** Addresses and names of the system older than this are read again when a host is not among them, ms. */
const FRESH_MS = 250;

/** What is read from the system; replaceable for tests. */
export interface HostSystem {
  hostname(): string;
  addresses(): readonly string[];
}

const SYSTEM: HostSystem = {
  hostname,
  addresses: () => Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
};

export class OwnHosts {
  readonly #given: () => readonly string[];
  readonly #system: HostSystem;
  #machine: ReadonlySet<string> = new Set();
  #askedMs = Number.NEGATIVE_INFINITY;

  /** `given`: announced names and settings, read each time because a network may change them. */
  constructor(given: () => readonly string[], system: HostSystem = SYSTEM) {
    this.#given = given;
    this.#system = system;
  }

  /** `name` as returned by `hostNameOf`; `localAddress`: the box's address on this connection. */
  has(name: string, localAddress: string): boolean {
    if (name === 'localhost' || name === localAddress || this.#machine.has(name)) return true;
    if (this.#given().some((given) => plainName(given) === name)) return true;
    const nowMs = performance.now();
    if (nowMs - this.#askedMs < FRESH_MS) return false;
    this.#askedMs = nowMs;
    this.#machine = this.#ask();
    return this.#machine.has(name);
  }

  /** Addresses for people to open, most certain first: the address that was reached, then names. */
  shown(localAddress: string): string[] {
    const hosts = [localAddress, ...this.#given().filter((given) => given !== '0.0.0.0' && given !== '::')];
    return [...new Set(hosts.map((host) => (isIPv6(host) ? `[${host}]` : host)))].filter((host) => host !== '');
  }

  #ask(): ReadonlySet<string> {
    const name = plainName(this.#system.hostname());
    const first = name.split('.', 1)[0]!;
    const names = first === '' ? [] : [name, ...SUFFIXES.map((suffix) => first + suffix)];
    return new Set([...names, ...this.#system.addresses().map((address) => plainAddress(plainName(address)))]);
  }
}
