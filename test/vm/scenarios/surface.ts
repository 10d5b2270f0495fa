import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { lean } from '../lean.js';
import { must, type Scenario, until } from '../scenario.js';

/** Highest exposure that `systemd-analyze security` may find, by unit. */
const SCORES: readonly [pattern: RegExp, limit: number][] = [
  [/^stagebox\.service$/, 1.6],
  [/^stagebox-(ap|dhcp|join)\.service$/, 4.0],
  [/^stagebox-/, 2.0],
  [/^rauc\.service$/, 4.0],
];

/** What an attacker on the stage's network, or in the service, can reach. */
export const surface: readonly Scenario[] = [
  {
    name: 'surface: only the ports of the contract listen, and https is refused at once',
    short: true,
    async run(bench) {
      const guest = await bench.guest();
      const listening = await guest.shell.must("ss -Hlntu | awk '{print $1, $5}' | sort -u");
      const ports = listening.split('\n').map((line) => `${line.split(' ')[0]} ${/:(\d+)$/.exec(line)?.[1]}`);
      const allowed = [
        'tcp 80',
        'tcp 1883',
        'udp 5101',
        'udp 5104',
        'tcp 5100',
        'tcp 5101',
        'tcp 5102',
        'tcp 53',
        'udp 53',
        'udp 67',
        'udp 68',
        'udp 5353',
      ];
      const strange = ports.filter((port) => !allowed.includes(port));
      must(strange.length === 0, `these listen too: ${strange.join(', ')}`);
      bench.note(`listening: ${[...new Set(ports)].join(', ')}`);
      const refused = await new Promise<string>((resolve) => {
        const begun = Date.now();
        const socket = connect(guest.port(443), '127.0.0.1');
        // QEMU's forwarding accepts for the guest and closes if the guest refuses.
        const end = (how: string) => {
          socket.destroy();
          resolve(`${how} after ${Date.now() - begun} ms`);
        };
        socket.once('close', () => end('closed'));
        socket.once('error', () => end('refused'));
        setTimeout(() => end('silent'), 60_000).unref();
      });
      must(!refused.startsWith('silent'), 'https is left hanging');
      bench.note(`https: ${refused}`);
      const rules = await guest.shell.must('nft list chain inet stagebox input | grep -c "policy drop"');
      must(rules === '1', 'the firewall does not drop by default');
    },
  },
  {
    name: 'surface: every unit of ours is sandboxed',
    short: true,
    async run(bench) {
      const guest = await bench.guest();
      const units = await guest.shell.must(
        "cd /usr/lib/systemd/system && ls stagebox*.service rauc.service | sed 's/@/@x/'",
      );
      const scores = await guest.shell.must(
        `for unit in ${units.replaceAll('\n', ' ')}; do echo "$unit $(systemd-analyze security --no-pager "$unit" | sed -n 's/.*exposure level for .*: \\([0-9.]*\\) .*/\\1/p')"; done`,
        600_000,
      );
      const over = scores.split('\n').filter((line) => {
        const [unit = '', score = '10'] = line.split(' ');
        return Number(score) > (SCORES.find(([pattern]) => pattern.test(unit))?.[1] ?? 2);
      });
      must(over.length === 0, `too exposed: ${over.join(', ')}`);
      bench.note(`systemd-analyze security: ${scores.replaceAll('\n', ', ').replaceAll('.service', '')}`);
    },
  },
  {
    name: 'surface: nobody logs in, nothing of the system can be written',
    short: true,
    async run(bench) {
      const guest = await bench.guest();
      const { status } = await guest.shell.run(
        'touch /usr/x || touch /etc/x || touch /usr/lib/stagebox/x || mount -o remount,rw /',
      );
      must(status !== 0, 'the system could be written');
      const programs = await guest.shell.must(
        'ls /usr/bin/apt /usr/bin/dpkg /usr/sbin/sshd /usr/bin/npm /usr/bin/gcc 2>/dev/null; true',
      );
      must(programs === '', `these have no place on the box: ${programs}`);
      const logins = await guest.shell.must(
        "awk -F: '$2 !~ /^[!*]/ {print $1}' /etc/shadow; grep -Ev '(nologin|false|sync)$' /etc/passwd; true",
      );
      must(logins === '', `accounts that could log in: ${logins}`);
      const gettys = await guest.shell.must(
        'cat /proc/[0-9]*/comm 2>/dev/null | grep -E "getty|^login|logind|sshd"; systemctl list-units --plain --no-legend "*getty*"; true',
      );
      must(gettys === '', `a getty runs: ${gettys}`);
      const raw = await guest.shell.run(
        'head -c 1 /dev/mem; modprobe -n ntfs3 2>&1; cat /sys/kernel/security/lockdown',
      );
      must(raw.text.includes('[integrity]'), `kernel lockdown: ${raw.text}`);
      bench.note('root read-only, no package manager, no ssh, no login, no getty, kernel lockdown on');
    },
  },
];

/** It leaves the machine restarted, so it comes late in a run. */
export const integrity: readonly Scenario[] = [
  {
    name: 'surface: a flipped bit of the system is never used',
    async run(bench) {
      const guest = await bench.guest(lean(bench));
      // A module that no boot reads, so that the box starts afterwards.
      const path = await guest.shell.must("find /usr/lib/modules -name 'mt76x2u.ko.xz' | head -n 1");
      must(path !== '', 'the module for this test is not in the image');
      const sample = Buffer.from(
        await guest.shell.must(`tail -c 600 ${path} | head -c 48 | base64 -w0; echo 3 > /proc/sys/vm/drop_caches`),
        'base64',
      );
      const at = findInDisk(bench.disk, sample);
      must(at !== undefined, 'the module is not to be found on the disk');
      const boots = () => guest.consoleText().split('stagebox: slot').length - 1;
      const before = boots();
      flip(bench.disk, at);
      await guest.shell.run(
        `(sleep 1; echo 3 > /proc/sys/vm/drop_caches; cat ${path} > /dev/null) > /dev/null 2>&1 & exit 0`,
      );
      await until(
        'restart after the corruption',
        120,
        async () => boots(),
        (count) => count > before,
      );
      flip(bench.disk, at);
      bench.note('one bit turned on the disk: the first read of it stopped the kernel, which started again');
      await guest.pageAnswers();
      await guest.shell.ready(120_000);
    },
  },
];

function findInDisk(file: string, sample: Buffer): number | undefined {
  const handle = openSync(file, 'r');
  try {
    const window = Buffer.alloc((1 << 22) + sample.length);
    for (let at = 0; at < statSync(file).size; at += 1 << 22) {
      const read = readSync(handle, window, 0, window.length, at);
      const found = window.subarray(0, read).indexOf(sample);
      if (found >= 0) return at + found;
    }
    return undefined;
  } finally {
    closeSync(handle);
  }
}

function flip(file: string, at: number): void {
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, at);
  writeSync(handle, Buffer.from([byte[0]! ^ 0x04]), 0, 1, at);
  closeSync(handle);
}
