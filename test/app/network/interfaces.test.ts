import type { NetworkInterfaceInfo } from 'node:os';
import t from 'tap';
import { announceOn } from '../../../src/app/network/interfaces.js';

const at = (address: string, internal = false) => [{ address, internal } as NetworkInterfaceInfo];
const PRESENT = {
  lo: at('127.0.0.1', true),
  wlan0: at('192.168.73.1'),
  eth0: at('10.0.0.2'),
  'eth0.5': at('10.0.5.2'),
  down: [],
};

const ROWS: readonly (readonly [what: string, wanted: string | undefined, on: readonly string[]])[] = [
  ['every interface but loopback, where none is named', undefined, ['eth0', 'eth0.5', 'wlan0']],
  ['the one that is named', 'wlan0', ['wlan0']],
  ['a name with a dot is no address', 'eth0.5', ['eth0.5']],
  ['as ip link prints it, with its parent', 'eth0.5@eth0', ['eth0.5']],
  ['as ip link prints one end of a pair', 'eth0@if5', ['eth0']],
  ['the one that has an address', '10.0.5.2', ['eth0.5']],
  ['none, where it is not there', 'wlan1', []],
  ['none, where nobody has the address', '10.0.9.9', []],
  ['none, where it has no address yet', 'down', []],
];
for (const [what, wanted, on] of ROWS)
  t.test(`it is announced on ${what}`, async (t) => t.same(announceOn(PRESENT, wanted), on));

t.test('a name that is itself written with @ goes before its first half', async (t) => {
  t.same(announceOn({ ...PRESENT, 'eth0@x': at('10.0.7.1') }, 'eth0@x'), ['eth0@x']);
});
