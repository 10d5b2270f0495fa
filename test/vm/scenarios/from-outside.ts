import { join } from 'node:path';
import { type Packet, WebListener } from '../../harness/listener.js';
import { must, type Scenario, until } from '../scenario.js';
import { makeStick } from '../stick.js';

/** What a few seconds show of an unmodified running box: part of the short run. */
export const fromOutside: readonly Scenario[] = [
  {
    name: 'outside: a listener on the network hears the band, and every gap is marked',
    short: true,
    async run(bench) {
      const guest = await bench.guest();
      const answer = await fetch(guest.url('/api/join'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Listener of the test' }),
      });
      must(answer.ok, `joining answers ${answer.status}`);
      const device = (await answer.json()) as { uuid: string; token: string };
      const packets: Packet[] = [];
      // If the host stalls a listener, the box closes it; it reconnects, as the page does.
      const listen = () => {
        const listener = new WebListener({ audioPort: guest.port(5102) }, device, { frames: 960 });
        listener.onPacket = (packet) => packets.push(packet);
        void listener.closed.then(() => {
          if (!enough()) setTimeout(() => enough() || listen(), 1000);
        });
        current = listener;
      };
      const enough = () => packets.length >= 200 || over;
      let over = false;
      let current: WebListener | undefined;
      listen();
      try {
        await until(
          'four seconds of sound',
          240,
          async () => packets.length,
          (count) => count >= 200,
        );
      } finally {
        over = true;
        current?.close();
      }
      const untold = packets.filter(
        ({ first, flags, sequence }, i) =>
          i > 0 && first !== packets[i - 1]!.first + packets[i - 1]!.frames && flags === 0 && sequence > 0,
      );
      must(untold.length === 0, `${untold.length} gaps in the sound without a flag`);
      const peak = Math.max(
        ...packets.flatMap(({ samples }) => samples.reduce((top, x) => Math.max(top, Math.abs(x)), 0)),
      );
      must(peak > 1000, `nothing is heard: the loudest sample is ${peak}`);
      const gaps = packets.filter(({ flags }) => flags !== 0).length;
      bench.note(
        `${packets.length} packets of 20 ms, loudest sample ${peak}, ${gaps} with a flag (the machine is emulated)`,
      );
    },
  },
  {
    name: 'outside: a bundle that somebody else signed is refused, and the stick is released',
    short: true,
    async run(bench) {
      const guest = await bench.guest();
      const bundle = bench.products.bundle('foreign');
      await guest.shell.must('rm -f /run/stagebox/update.json');
      await guest.plug(
        makeStick(join(bench.folder, 'foreign.img'), [{ name: 'stagebox-9.0.0.raucb', from: bundle }], 64),
      );
      const told = await until(
        'what the box says about the stick',
        300,
        () => guest.shell.must('cat /run/stagebox/update.json 2>/dev/null; true'),
        (text) => text !== '',
      );
      const { state, message } = JSON.parse(told) as { state: string; message: string };
      must(state === 'refused' && /signature|certificate/i.test(message), told);
      bench.note(message);
      await until(
        'the stick let go',
        120,
        () => guest.shell.run('findmnt /run/stagebox/stick'),
        ({ status }) => status !== 0,
      );
      await guest.unplug();
    },
  },
];
