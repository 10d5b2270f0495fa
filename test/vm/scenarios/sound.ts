import { must, type Scenario, until } from '../scenario.js';
import { MOUNT_TOOLS, TOOLS } from '../tool-disk.js';

/** The guest has no pkill. */
const STOP_PLAYING = `kill $(cat /run/player) ; for p in /proc/[0-9]*; do [ "$(cat $p/comm 2>/dev/null)" != aplay ] || kill "\${p#/proc/}"; done; sleep 1`;
const CHANNELS = 16;
const PERIOD = 960;

/** The kernel's own path of sound: a loopback card, played into on one side, captured by the box on the other. */
export const sound: readonly Scenario[] = [
  {
    name: 'sound: sixteen channels through a loopback card are captured and heard, every sample where it belongs',
    async run(bench) {
      const guest = await bench.guest();
      await guest.shell.must(MOUNT_TOOLS);
      await guest.shell.must('modprobe snd-aloop pcm_substreams=1');
      await until(
        'card',
        60,
        () => guest.shell.run('grep -q Loopback /proc/asound/cards'),
        ({ status }) => status === 0,
      );
      // The first channel counts, the others hold their number: a shifted, lost or repeated sample shows itself.
      await guest.shell.must(`node ${TOOLS}/make-count.mjs /run/count.raw ${CHANNELS} 30`, 120_000);
      await guest.shell.must(
        `setsid sh -c 'while :; do cat /run/count.raw; done | ${TOOLS}/aplay -q -D hw:Loopback,0,0 -t raw -f S16_LE -r 48000 -c ${CHANNELS} --period-size=${PERIOD} --buffer-size=${PERIOD * 16}' > /run/aplay.log 2>&1 < /dev/null & echo $! > /run/player; sleep 3; cat /run/aplay.log`,
      );
      await guest.shell.must(
        `mkdir -p /run/systemd/system/stagebox.service.d && printf '[Service]\\nEnvironment=STAGEBOX_SOURCE=alsa:hw:Loopback,1,0 STAGEBOX_PERIOD=${PERIOD}\\n' > /run/systemd/system/stagebox.service.d/loopback.conf && systemctl daemon-reload && systemctl restart stagebox`,
        300_000,
      );
      await guest.pageAnswers();
      bench.note(
        await guest.shell.must(
          'journalctl -u stagebox -b -o cat --no-pager | grep -E "inputs at|loop|alsa" | tail -n 1',
        ),
      );
      const verdict = await guest.shell.must(
        `node ${TOOLS}/listen.mjs 127.0.0.1 30 960 /run/heard && node ${TOOLS}/check-count.mjs /run/heard`,
        200_000,
      );
      bench.note(verdict.replaceAll('\n', '; '));
      must(/wrong samples 0\b/.test(verdict), verdict);
      const health = await guest.shell.must(
        'node -e "fetch(\'http://127.0.0.1:5100/api/health\').then(r=>r.json()).then(h=>console.log(JSON.stringify({xruns:h.xruns??h.audio?.xruns,periods:h.periods??h.audio?.periods})))"',
      );
      bench.note(`health: ${health}`);
    },
  },
  {
    name: 'sound: the card goes and comes back while somebody listens',
    async run(bench) {
      const guest = await bench.guest();
      await guest.shell.must(
        `(node ${TOOLS}/listen.mjs 127.0.0.1 60 960 > /run/heard.json 2>&1 < /dev/null &); sleep 12`,
      );
      await guest.shell.must(
        `${STOP_PLAYING}; for i in $(seq 20); do rmmod snd_aloop 2>/dev/null && break; sleep 0.5; done; ! grep -q Loopback /proc/asound/cards",
        60_000,
      );
      await guest.shell.must('sleep 5; systemctl is-active stagebox');
      await guest.shell.must(
        `modprobe snd-aloop pcm_substreams=1; sleep 1; setsid sh -c 'while :; do cat /run/count.raw; done | ${TOOLS}/aplay -q -D hw:Loopback,0,0 -t raw -f S16_LE -r 48000 -c ${CHANNELS} --period-size=${PERIOD} --buffer-size=${PERIOD * 16}' > /run/aplay.log 2>\&1 < /dev/null \& echo $! > /run/player; sleep 1`,
      );
      const heard = await until(
        'the listener',
        120,
        () => guest.shell.must('cat /run/heard.json'),
        (text) => text.includes('packets'),
      );
      bench.note(`60 s with the card away for some of it: $heard`);
      bench.note(await guest.shell.must('journalctl -u stagebox -b -o cat --no-pager | tail -n 4'));
      must((JSON.parse(heard) as { packets: number }).packets > 1000, 'the stream did not go on');
      await guest.shell.must(
        `rm -r /run/systemd/system/stagebox.service.d; $STOP_PLAYING; systemctl daemon-reload; systemctl restart stagebox`,
        300_000,
      );
      await guest.pageAnswers();
    },
  },
];
