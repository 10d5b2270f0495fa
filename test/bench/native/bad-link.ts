/** Sound over TCP against UDP on a link that loses 1 % and delays by 5 to 40 ms. Needs root, for network namespaces. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Print } from '../figures.js';

interface LinkFigures {
  readonly gaps: number;
  readonly concealedMs: number;
  readonly silentMs: number;
  readonly p50: number;
  readonly p99: number;
  readonly packets: number;
  readonly mended: number;
}

/** Box and client in two namespaces, joined by the lossy link. */
export async function badLink(seconds: number, print: Print): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-link-'));
  const source = fileURLToPath(new URL('../../../../test/bench/native/lossy-link.c', import.meta.url));
  const client = fileURLToPath(new URL('./link-client.js', import.meta.url));
  const stagebox = fileURLToPath(new URL('../../../../bin/stagebox', import.meta.url));
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const tag = process.pid % 10_000;
  const ends = [
    { ns: `sb${tag}a`, device: `sb${tag}a`, address: '10.77.13.1/24' },
    { ns: `sb${tag}b`, device: `sb${tag}b`, address: '10.77.13.2/24' },
  ];
  execFileSync('gcc', ['-O2', '-o', join(folder, 'lossy-link'), source], { stdio: 'inherit' });
  const link = spawn(join(folder, 'lossy-link'), [...ends.map(({ device }) => device), '1', '5', '40', '20261120'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(createInterface(link.stdout), 'line');
    for (const { ns, device, address } of ends) {
      ip('netns', 'add', ns);
      ip('link', 'set', device, 'netns', ns);
      ip('-n', ns, 'addr', 'add', address, 'dev', device);
      ip('-n', ns, 'link', 'set', 'lo', 'up');
      ip('-n', ns, 'link', 'set', device, 'up');
    }
    const flags = ['--source', 'demo', '--host', '0.0.0.0', '--web-port', '5100', '--native-port', '5101'];
    const box = spawn(
      'ip',
      [
        'netns',
        'exec',
        ends[0]!.ns,
        process.execPath,
        stagebox,
        ...flags,
        '--mdns',
        'false',
        '--data-dir',
        join(folder, 'data'),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    for await (const line of createInterface(box.stdout)) if (line.startsWith('ready')) break;
    print(
      `1 % of packets lost, each of the others delayed by 5 to 40 ms, in order; lead from 60 ms; ${seconds} s each`,
    );
    print(
      '\n| | gaps / min | concealed ms / min | silent ms / min | delay p50 | p99 | packets | mended |\n|---|---|---|---|---|---|---|---|',
    );
    for (const audio of [
      { transport: 'tcp', frames: 480 },
      { transport: 'tcp', frames: 240 },
      { transport: 'udp', frames: 240, redundancy: 'none' },
      { transport: 'udp', frames: 160, redundancy: 'repeat' },
      { transport: 'udp', frames: 240, redundancy: 'xor', group: 4 },
      { transport: 'udp', frames: 240, redundancy: 'xor', group: 2 },
    ]) {
      const args = [client, '10.77.13.1', '5100', String(seconds), JSON.stringify(audio), '60'];
      const out = execFileSync('ip', ['netns', 'exec', ends[1]!.ns, process.execPath, ...args]).toString();
      const f = JSON.parse(out.trim().split('\n').at(-1)!) as LinkFigures;
      const name = Object.values(audio).join(', ');
      const cells = [f.gaps, f.concealedMs, f.silentMs, f.p50, f.p99].map((value) => value.toFixed(0)).join(' | ');
      print(`| ${name} | ${cells} | ${f.packets} | ${f.mended} |`);
    }
    const ended = once(box, 'close');
    box.kill('SIGTERM');
    await ended;
  } finally {
    link.kill();
    for (const { ns } of ends) {
      try {
        ip('netns', 'del', ns);
      } catch {
        // The link was never made.
      }
    }
    rmSync(folder, { recursive: true, force: true });
  }
}
