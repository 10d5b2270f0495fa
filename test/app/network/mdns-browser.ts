/**
 * Browses for the box and prints a line of JSON for each that comes and goes. The mDNS test runs it inside a namespace.
 */
import { Bonjour, type Service } from 'bonjour-service';

// Bound to all addresses: a socket bound to one does not get multicast on Linux.
const bonjour = new Bonjour({ interface: process.argv[2], bind: '0.0.0.0' } as ConstructorParameters<
  typeof Bonjour
>[0]);
const say = (event: string) => (service: Service) =>
  console.log(
    JSON.stringify({
      event,
      name: service.name,
      type: service.type,
      port: service.port,
      txt: service.txt,
      addresses: service.addresses,
    }),
  );
for (const type of ['fichatech', 'http']) {
  const browser = bonjour.find({ type });
  browser.on('up', say('up'));
  browser.on('down', say('down'));
  browser.on('srv-update', say('update'));
  setInterval(() => browser.update(), 1000);
}
