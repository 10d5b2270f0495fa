import type { Device } from '../../harness/box.js';
import { type Packet, WebListener } from '../../harness/listener.js';
import { checkCount } from '../counted.js';
import { lean } from '../lean.js';
import { must, type Scenario, until } from '../scenario.js';
import { MOUNT_TOOLS, TOOLS } from '../tool-disk.js';

const CHANNELS = 16;
/** Long, because the guest is slow: 20 ms. */
const PERIOD = 960;
/** Of the machine's time. */
const OUTSIDE_SECONDS = 20;
const PLAY = `${TOOLS}/play.sh start /run/count.raw ${CHANNELS} ${PERIOD}`;
const STOP = `${TOOLS}/play.sh stop`;
const DROP_IN = '/run/systemd/system/stagebox.service.d';
const RESTART = 'systemctl daemon-reload && systemctl restart stagebox';

/** The kernel's own sound path: a loopback card. One side is played into, the box captures the other. */
export const sound: readonly Scenario[] = [
  {
    name: 'sound: sixteen channels through a loopback card are captured and heard, every sample where it belongs',
    async run(bench) {
      const guest = await bench.guest(lean(bench));
      await guest.shell.must(MOUNT_TOOLS);
      await guest.shell.must('modprobe snd-aloop pcm_substreams=1');
      const card = () => guest.shell.run('grep -q Loopback /proc/asound/cards');
      await until('the card', 60, card, ({ status }) => status === 0);
      // The first channel counts, the others hold their number: any shifted, lost or repeated sample is visible.
      await guest.shell.must(`node ${TOOLS}/make-count.mjs /run/count.raw ${CHANNELS} 30`, 120_000);
      await guest.shell.must(PLAY);
      const environment = `STAGEBOX_SOURCE=alsa:hw:Loopback,1,0 STAGEBOX_PERIOD=${PERIOD}`;
      await guest.shell.must(
        `mkdir -p ${DROP_IN} && printf '[Service]\\nEnvironment=${environment}\\n' > ${DROP_IN}/loopback.conf`,
      );
      await guest.shell.must(RESTART, 300_000);
      await guest.pageAnswers();
      bench.note(await guest.shell.must('journalctl -u stagebox -b -o cat --no-pager | grep "inputs at" | tail -n 1'));
      const listen = `node ${TOOLS}/listen.mjs 127.0.0.1 30 960 /run/heard`;
      bench.note(await guest.shell.must(listen, 200_000));
      const verdict = await guest.shell.must(`node ${TOOLS}/check-count.mjs /run/heard`, 200_000);
      bench.note(verdict.replaceAll('\n', '; '));
      const health = (await (await fetch(guest.url('/api/health'))).json()) as Record<string, unknown>;
      bench.note(`health: ${JSON.stringify(health).slice(0, 400)}`);
      must(/wrong samples 0\b/.test(verdict) && !/checked 0\b/.test(verdict), verdict);
    },
  },
  {
    name: 'sound: a listener outside the machine hears the same, every sample where it belongs',
    async run(bench) {
      const guest = await bench.guest();
      const post = async <T>(path: string, body: object, token?: string) => {
        const headers = {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        };
        const answer = await fetch(guest.url(path), { method: 'POST', headers, body: JSON.stringify(body) });
        must(answer.ok, `${path} answers ${answer.status}`);
        return (await answer.json()) as T;
      };
      const device = await post<Device>('/api/join', { name: 'outside' });
      const set = Array.from({ length: CHANNELS }, (_, ch) => ({ p: 'on', ch, v: ch === 0 }) as object);
      set.push({ p: 'gain', ch: 0, v: 1 }, { p: 'pan', ch: 0, v: -1 }, { p: 'master', v: 1 });
      const reply = await post<{ ok: boolean }>(
        '/api/command',
        { topic: `mix/${device.uuid}`, op: 'first', set },
        device.token,
      );
      must(reply.ok, JSON.stringify(reply));
      const listener = new WebListener({ audioPort: guest.port(5102) }, device, { frames: PERIOD });
      const heard: Packet[] = [];
      listener.onPacket = (packet) => heard.push(packet);
      try {
        const enough = (OUTSIDE_SECONDS * 48_000) / PERIOD;
        await until(
          'the sound',
          OUTSIDE_SECONDS * 10,
          async () => heard.length,
          (packets) => packets >= enough,
        );
      } finally {
        listener.close();
      }
      const verdict = checkCount(heard);
      bench.note(`${heard.length} packets on the host: ${JSON.stringify(verdict)}`);
      // aplay reports each time it had nothing to play. The card then delivers silence, which is no fault of the box.
      const underruns = Number(await guest.shell.must('grep -c underrun /run/aplay.log; true'));
      bench.note(`the player says it was late ${underruns} times`);
      must(verdict.checked > 0 && verdict.wrong === 0 && verdict.untold === 0, JSON.stringify(verdict));
      must(verdict.holes <= underruns, `${verdict.holes} holes, but the player was late ${underruns} times`);
    },
  },
  {
    name: 'sound: what the card lost while the box was held up is counted and marked for the listener',
    async run(bench) {
      const guest = await bench.guest();
      const xruns = async () => {
        const health = (await (await fetch(guest.url('/api/health'))).json()) as Record<string, { xruns?: number }>;
        return [health, ...Object.values(health)]
          .map((part) => (part as { xruns?: number })?.xruns)
          .find((n) => n !== undefined)!;
      };
      const before = await xruns();
      const pid = '$(systemctl show -P MainPID stagebox)';
      await guest.shell.must(
        `(node ${TOOLS}/listen.mjs 127.0.0.1 40 960 /run/heard > /run/heard.json 2>&1 < /dev/null &); sleep 12; for i in 1 2 3; do kill -STOP ${pid}; sleep 2; kill -CONT ${pid}; sleep 4; done`,
        200_000,
      );
      const heard = await until(
        'the listener',
        200,
        () => guest.shell.must('cat /run/heard.json'),
        (text) => text.includes('packets'),
      );
      const counted = (await xruns()) - before;
      bench.note(`held up three times for 2 s: ${counted} xruns counted; the listener: ${heard}`);
      must(counted >= 3, `${counted} xruns were counted`);
      must((JSON.parse(heard) as { discontinuities: number }).discontinuities > 0, 'the listener saw no mark');
      const verdict = await guest.shell.must(`node ${TOOLS}/check-count.mjs /run/heard`, 200_000);
      bench.note(verdict.replaceAll('\n', '; '));
    },
  },
  {
    name: 'sound: the card goes and comes back while somebody listens',
    async run(bench) {
      const guest = await bench.guest();
      await guest.shell.must(
        `(node ${TOOLS}/listen.mjs 127.0.0.1 60 960 > /run/heard.json 2>&1 < /dev/null &); sleep 12`,
      );
      // A module in use cannot be removed, but its driver can be unbound, as if a cable was pulled. The program that
      // holds the card open gets an error.
      const driver = 'D=/sys/bus/platform/drivers/snd_aloop';
      await guest.shell.must(
        `${driver}; echo snd_aloop.0 > $D/unbind; ${STOP}; for i in $(seq 40); do grep -q Loopback /proc/asound/cards || exit 0; sleep 0.5; done; exit 1`,
        90_000,
      );
      await guest.shell.must('sleep 5; systemctl is-active stagebox');
      await guest.shell.must(`${driver}; echo snd_aloop.0 > $D/bind; sleep 1; ${PLAY}`);
      const heard = await until(
        'the listener',
        120,
        () => guest.shell.must('cat /run/heard.json'),
        (text) => text.includes('packets'),
      );
      bench.note(`60 s with the card away for some of it: ${heard}`);
      bench.note(
        (await guest.shell.must('journalctl -u stagebox -b -o cat --no-pager | tail -n 4')).replaceAll('\n', '; '),
      );
      must((JSON.parse(heard) as { packets: number }).packets > 1000, 'the stream did not go on');
      await guest.shell.must(`rm -r ${DROP_IN}; ${STOP}; ${RESTART}`, 300_000);
      await guest.pageAnswers();
    },
  },
];
