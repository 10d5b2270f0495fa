/**
 * A relay in a process of its own, so that the bench's own work does not hold packets up. Reports its port, and at the
 * end what it lost.
 *
 *   relay-process <udp|tcp> <port of the box> <network model as JSON>
 */
import { Relay } from '../../browser/harness/relay.js';
import type { NetworkModel } from '../../playout/simulation.js';
import { UdpRelay } from './udp-relay.js';

const [kind, target, text] = process.argv.slice(2);
const model = JSON.parse(text!) as NetworkModel;
const udp = kind === 'udp' ? await UdpRelay.start(Number(target), model) : undefined;
const port = udp?.port ?? (await Relay.start(Number(target), model)).port;
process.send!({ port });
process.on('message', ({ holdMs }: { holdMs?: number }) => {
  if (holdMs !== undefined) udp?.hold(holdMs);
  else process.send!({ packets: udp?.packets ?? 0, lost: udp?.lost ?? 0 });
});
process.on('disconnect', () => process.exit(0));
