import type { MediaFigures } from '../../../src/audio/stream/media/media-link.js';
import type { Guest } from '../guest.js';
import { lean } from '../lean.js';
import { BOX, inPhone, joinWifi, openWifi } from '../radio.js';
import { type Bench, must, type Scenario, until } from '../scenario.js';
import { TOOLS } from '../tool-disk.js';

const PORT = 5104;
/** Samples of one packet of rtp.mjs. */
const FRAMES = 480;
/** Of the machine's time. */
const PLAY_SECONDS = 12;
const KILL_SECONDS = 25;
/** Peak of the test tones. */
const TONE_DB = -12;
const UNITS = 'systemctl show -p MainPID -p NRestarts stagebox';

/** What rtp.mjs prints. */
interface Heard {
  readonly sessions: number;
  readonly closed: readonly string[];
  readonly packets: number;
  readonly lost: number;
  readonly disordered: number;
  readonly types: readonly number[];
  readonly sources: number;
  readonly gaps: { readonly marked: number; readonly unmarked: number };
  readonly socketClosed: number | null;
  readonly tone: Readonly<Record<'windows' | 'lowest' | 'highest' | 'besideMedian' | 'rightWorst', number>>;
}

interface Health {
  readonly xruns: number;
  readonly lostPeriods: number;
  readonly media: MediaFigures;
}

const health = async (guest: Guest) => (await (await fetch(guest.url('/api/health'))).json()) as Health;

/** A machine that plays tones, with one phone on its Wi-Fi. */
async function phoneOnTones(bench: Bench): Promise<Guest> {
  const guest = await bench.guest({ ...lean(bench), source: 'tones:2' });
  await openWifi(guest, 1);
  await joinWifi(guest, 1);
  return guest;
}

/** The process that speaks WebRTC, on the box as it ships. */
export const media: readonly Scenario[] = [
  {
    name: 'media: the process that speaks WebRTC runs in its sandbox, and the box says so',
    short: true,
    async run(bench) {
      const guest = await bench.guest();
      const figures = await until(
        'the process',
        120,
        async () => (await health(guest)).media,
        ({ state }) => state === 'ready',
      );
      must(figures.port === PORT && figures.restarts === 0, JSON.stringify(figures));
      const pid = await guest.shell.must('systemctl show -P MainPID stagebox-media');
      const status = await guest.shell.must(`grep -E '^(Uid|CapBnd|CapEff|NoNewPrivs|Seccomp):' /proc/${pid}/status`);
      const user = await guest.shell.must('id -u stagebox-media');
      must(new RegExp(`^Uid:\\s${user}\\s`, 'm').test(status), status);
      must(/^CapBnd:\s0+$/m.test(status) && /^CapEff:\s0+$/m.test(status), status);
      must(/^NoNewPrivs:\s1$/m.test(status) && /^Seccomp:\s2$/m.test(status), status);
      const seen = await guest.shell.must(
        `nsenter -t ${pid} -m sh -c 'ls -A /data /esp /home /root; ls /dev | grep -E "^(snd|vd|mem|kmsg)"; true' | grep -v ':$'; true`,
      );
      must(seen.trim() === '', `it sees ${seen}`);
      const score = await guest.shell.must('systemd-analyze security --no-pager stagebox-media | tail -n 1', 120_000);
      bench.note(`ready on UDP ${figures.port}; ${score.replace(/[^\x20-\x7e]+/g, '').trim()}`);
    },
  },
];

/** The same with a phone on the simulated radio. */
export const mediaOnRadio: readonly Scenario[] = [
  {
    name: 'media: a phone on the radio hears a known tone by WebRTC, and every packet is accounted for',
    async run(bench) {
      await bench.powerCycle({ ...lean(bench), source: 'tones:2' }).then((guest) => guest.pageAnswers());
      const guest = await phoneOnTones(bench);
      const text = await guest.shell.must(inPhone(1, `node ${TOOLS}/rtp.mjs ${BOX} ${PLAY_SECONDS}`), 300_000);
      bench.note(text);
      const heard = JSON.parse(text) as Heard;
      const { media: figures } = await health(guest);
      bench.note(`the box: ${JSON.stringify(figures)}`);
      must(heard.sessions === 1 && heard.closed.length === 0, 'the session did not last');
      must(heard.packets * FRAMES >= 10 * 48_000, 'less than ten seconds came');
      must(heard.sources === 1 && String(heard.types) === '63', 'not one source with redundancy');
      must(heard.lost <= figures.refused && heard.disordered === 0, 'packets are lost or in disorder');
      const left = (figures.stale + figures.dropped) * FRAMES;
      must(heard.gaps.unmarked <= left, `${heard.gaps.unmarked} samples are missing, and the box left out ${left}`);
      const { windows, lowest, highest, besideMedian, rightWorst } = heard.tone;
      must(windows >= (PLAY_SECONDS / 2) * 10, 'there is too little unbroken sound');
      must(Math.abs(lowest - TONE_DB) < 1 && Math.abs(highest - TONE_DB) < 1, 'the tone has another level');
      must(besideMedian < -20 && rightWorst < -60, 'it is not the tone alone');
    },
  },
  {
    name: 'media: its port passes the firewall from the radio and the wired port, and from nowhere else',
    async run(bench) {
      const guest = await phoneOnTones(bench);
      const { shell } = guest;
      await until(
        'no session',
        60,
        async () => (await health(guest)).media.sessions,
        (sessions) => sessions === 0,
      );
      const wired = await wiredNetwork(guest);
      await shell.must(
        `ip netns add far; ip link add usb0 type veth peer name far0 netns far; ip addr add 172.31.7.1/24 dev usb0; ip link set usb0 up
ip -n far addr add 172.31.7.2/24 dev far0; ip -n far link set far0 up; ip -n far route add default via 172.31.7.1`,
      );
      const scan = async (from: string, address: string, protocol: string) => {
        const found = await shell.must(`ip netns exec ${from} node ${TOOLS}/scan.mjs ${address} ${protocol}`, 400_000);
        bench.note(`${protocol} to ${address}: ${found.replace('\n', '; ')}`);
        const ports = (word: string) => new RegExp(`^${word}(.*)$`, 'm').exec(found)![1]!.split(' ').filter(Boolean);
        return { open: ports('open'), refused: ports('refused') };
      };
      for (const [from, address] of [
        ['phone1', BOX],
        ['wired', wired],
      ] as const) {
        const { open, refused } = await scan(from, address, 'udp');
        // Nobody has the port while nobody listens, so the box itself refuses.
        must(refused.includes(String(PORT)), `UDP ${PORT} is shut for ${from}`);
        const strange = [...open, ...refused].filter((port) => !['53', '68', '443', '5353', '5104'].includes(port));
        must(strange.length === 0, `UDP ports that answer ${from}: ${strange.join(', ')}`);
      }
      for (const [address, protocol] of [
        ['172.31.7.1', 'tcp'],
        [BOX, 'udp'],
      ] as const) {
        const { open, refused } = await scan('far', address, protocol);
        must(open.length === 0 && refused.length === 0, `${protocol} ports of ${address} answer from elsewhere`);
      }
      const heard = JSON.parse(
        await shell.must(`ip netns exec wired node ${TOOLS}/rtp.mjs ${wired} 4`, 200_000),
      ) as Heard;
      must(heard.packets > 100, `by the wired port: ${JSON.stringify(heard)}`);
      bench.note(`by the wired port: ${heard.packets} packets`);
      await shell.must(
        'kill $(cat /run/wired.pid); ip link del usb0; ip link del eth1; ip netns del far; ip netns del wired',
      );
    },
  },
  {
    name: 'media: killed while a phone plays, it comes back, the phone plays on, and the sound unit does not notice',
    async run(bench) {
      const guest = await phoneOnTones(bench);
      const { shell } = guest;
      const [units, before] = [await shell.must(UNITS), await health(guest)];
      await shell.must(
        `(${inPhone(1, `node ${TOOLS}/rtp.mjs ${BOX} ${KILL_SECONDS}`)} > /run/rtp.json 2>&1 < /dev/null &); true`,
      );
      const playing = (restarts: number) =>
        until(
          `open after ${restarts} restarts`,
          120,
          async () => (await health(guest)).media,
          ({ state, open, packets, ...now }) =>
            state === 'ready' && open === 1 && packets > 100 && now.restarts === restarts,
        );
      await playing(before.media.restarts);
      await shell.must('kill -KILL $(systemctl show -P MainPID stagebox-media)');
      await playing(before.media.restarts + 1);
      const text = await until(
        'the phone',
        200,
        () => shell.must('cat /run/rtp.json'),
        (line) => line.includes('sessions'),
      );
      bench.note(text);
      const heard = JSON.parse(text) as Heard;
      const after = await health(guest);
      // It asks every second, and may ask before the next process is ready.
      must(
        heard.sessions === 2 && heard.closed.every((reason) => reason === 'gone'),
        'not one end and one new session',
      );
      must(heard.socketClosed === null, 'the phone lost its WebSocket');
      must(heard.gaps.unmarked < 48_000, `${heard.gaps.unmarked} samples came by no way`);
      must((await shell.must(UNITS)) === units, 'the sound unit started anew');
      must(after.xruns === before.xruns, `${after.xruns - before.xruns} xruns`);
      bench.note(`sound unit: the same process, ${after.lostPeriods - before.lostPeriods} periods lost meanwhile`);
      const failed = await shell.must('systemctl list-units --failed --plain --no-legend; true');
      must(failed === '', `failed units: ${failed}`);
    },
  },
];

/** A network at a second wired port, with a server that gives addresses; the box's address there. */
async function wiredNetwork({ shell }: Guest): Promise<string> {
  await shell.must(
    `ip netns add wired; ip link add eth1 type veth peer name plug netns wired; ip link set eth1 up
ip -n wired link set lo up; ip -n wired addr add 10.30.0.1/24 dev plug; ip -n wired link set plug up
ip netns exec wired dnsmasq --conf-file=/dev/null --port=0 --user=root --interface=plug --bind-interfaces --dhcp-range=10.30.0.10,10.30.0.50,1h --dhcp-leasefile=/run/wired.leases --pid-file=/run/wired.pid`,
  );
  const addresses = await until(
    'an address at the wired port',
    120,
    () => shell.must('ip -4 -o addr show dev eth1'),
    (text) => text.includes('10.30.0.'),
  );
  return /10\.30\.0\.\d+/.exec(addresses)![0];
}
