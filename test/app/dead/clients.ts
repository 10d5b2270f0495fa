/**
 * Native clients of every kind on the far side of a cable; run inside a namespace. Prints `playing` when each has what it came for, then goes on
 * until it is killed.   clients <box's address> <web port>
 */
import { type JoinedBox, joinBox } from '../../../src/listen/join-box.js';
import { NativeLink } from '../../../src/listen/native-link.js';
import { NativeListener } from '../../harness/native-listener.js';
import { until } from '../../harness/until.js';

const [host, webPort] = process.argv.slice(2);
const keys = (n: number) => `${process.env.KEYS}/${n}.json`;

async function mixed(n: number, audio: object): Promise<() => boolean> {
  const box: JoinedBox = await joinBox(host!, Number(webPort), keys(n), `mixed ${n}`);
  let packets = 0;
  let transport = 'tcp';
  const { nativePort: port, device, token } = box;
  new NativeLink(
    { host: host!, port, device, token, audio },
    {
      sound: () => packets++,
      control: (message) => {
        if (message.type === 'transport') transport = String(message.transport);
      },
      closed: () => undefined,
    },
  );
  const wanted = (audio as { transport?: string }).transport ?? 'tcp';
  return () => packets > 10 && transport === wanted;
}

const { nativePort } = await joinBox(host!, Number(webPort), keys(99), 'asks for the port');
const raw = async (n: number, channels: readonly number[]) => {
  const listener = await NativeListener.connect({ nativePort }, { uuid: `raw-${n}`, channels, format: 'int16' }, host);
  let packets = 0;
  listener.onAudio = () => packets++;
  return () => channels.length === 0 || packets > 10;
};
const ready = [
  ...(await Promise.all([0, 1, 2, 3].map((n) => raw(n, [0, 1])))),
  ...(await Promise.all([4, 5].map((n) => raw(n, [])))),
  ...(await Promise.all([6, 7].map((n) => mixed(n, {})))),
  ...(await Promise.all([8, 9].map((n) => mixed(n, { transport: 'udp', frames: 240 })))),
];
await until('everybody plays', () => ready.every((one) => one()));
console.log('playing');
setInterval(() => undefined, 1000);
