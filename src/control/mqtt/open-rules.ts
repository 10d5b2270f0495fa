/**
 * Rules of a plain broker for interoperability suites: every client may do everything. MQTT 3.1.1 requires two refusals
 * that Aedes leaves to its user.
 */
import type { Aedes } from 'aedes';

export function openTo(aedes: Aedes): void {
  aedes.authenticate = (client, _username, _password, done) => {
    const unnamed = client.id.startsWith('aedes_') && !client.clean;
    if (unnamed)
      done(Object.assign(new Error('identifier rejected'), { returnCode: 2 }) as Parameters<typeof done>[0], false);
    else done(null, true);
  };
  aedes.authorizeSubscribe = (_client, subscription, done) =>
    done(null, subscription.topic.startsWith('test/nosubscribe') ? null : subscription);
}
