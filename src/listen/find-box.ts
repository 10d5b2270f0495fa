/** Finds a box by mDNS. */
import { Bonjour } from 'bonjour-service';

export interface FoundBox {
  readonly name: string;
  readonly host: string;
  readonly webPort: number;
}

/** The first box that answers within `waitMs`; undefined if none does. IPv4, as the box announces it. */
export function findBox(waitMs = 4000): Promise<FoundBox | undefined> {
  const bonjour = new Bonjour();
  return new Promise((resolve) => {
    const done = (box: FoundBox | undefined): void => {
      clearTimeout(timer);
      browser.stop();
      bonjour.destroy();
      resolve(box);
    };
    const timer = setTimeout(() => done(undefined), waitMs);
    const browser = bonjour.find({ type: 'fichatech' }, (service) => {
      const host = service.addresses?.find((address) => address.includes('.'));
      const webPort = Number((service.txt as { wp?: string } | undefined)?.wp);
      if (host !== undefined && Number.isInteger(webPort)) done({ name: service.name, host, webPort });
    });
  });
}
