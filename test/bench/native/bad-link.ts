/** The reference client's connection and the page's playout over links of several kinds. Needs root, for namespaces. */
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
  readonly p95: number;
  readonly p99: number;
  /** From capture to arrival of the packet that needed least, ms. */
  readonly fastest: number;
  /** As `PlayoutStats` has it. */
  readonly targetMs: number;
  readonly packets: number;
  readonly mended: number;
}

/** Least and most delay, and the mean of an exponential part on top, in ms; loss in percent. */
export interface Link {
  readonly loss: number;
  readonly least: number;
  readonly most: number;
  readonly mean?: number;
}

/** Plays `audio` for `seconds`, with `leadMs` of lead at least. */
type Listen = (audio: object, seconds: number, leadMs: number) => LinkFigures;

/** From the fastest packet's arrival to the output, ms: jitter, and what the player adds. */
export const buffering = ({ p50, fastest }: LinkFigures, frames: number): number => p50 - frames / 48 - fastest;

/** Sound over TCP against UDP on a link that loses 1 % and delays by 5 to 40 ms. */
export async function badLink(seconds: number, print: Print): Promise<void> {
  print(`1 % of packets lost, each of the others delayed by 5 to 40 ms, in order; lead from 60 ms; ${seconds} s each`);
  print(
    '\n| | gaps / min | concealed ms / min | silent ms / min | delay p50 | p99 | packets | mended |\n|---|---|---|---|---|---|---|---|',
  );
  await overLink({ loss: 1, least: 5, most: 40 }, (listen) => {
    for (const audio of [
      { transport: 'tcp', frames: 480 },
      { transport: 'tcp', frames: 240 },
      { transport: 'udp', frames: 240, redundancy: 'none' },
      { transport: 'udp', frames: 160, redundancy: 'repeat' },
      { transport: 'udp', frames: 240, redundancy: 'xor', group: 4 },
      { transport: 'udp', frames: 240, redundancy: 'xor', group: 2 },
      { transport: 'udp', codec: 'opus', frames: 240, copies: 1 },
      { transport: 'udp', codec: 'opus', frames: 240, copies: 2 },
    ]) {
      const f = listen(audio, seconds, 60);
      const name = Object.values(audio).join(', ');
      const cells = [f.gaps, f.concealedMs, f.silentMs, f.p50, f.p99].map((value) => value.toFixed(0)).join(' | ');
      print(`| ${name} | ${cells} | ${f.packets} | ${f.mended} |`);
    }
  });
}

/** Sound over UDP on a link without loss that delays each packet by 0 to 3 ms: how little time it needs. */
export async function quickLink(seconds: number, print: Print): Promise<void> {
  print(`${seconds} s each.\n`);
  print('| over UDP | lead from, ms | capture → output p50, ms | p99 | network and buffer p50, ms | gaps / min |');
  print('|---|---|---|---|---|---|');
  await overLink({ loss: 0, least: 0, most: 3 }, (listen) => {
    for (const [leadMs, audio, name] of [
      [3, { codec: 'opus', frames: 240, copies: 1 }, 'Opus, 240 frames, one copy'],
      [3, { codec: 'opus', frames: 120, copies: 2 }, 'Opus, 120 frames, two copies'],
      [6, { codec: 'opus', frames: 240, copies: 1 }, 'Opus, 240 frames, one copy'],
      [3, { frames: 240 }, 'PCM, 240 frames'],
      [3, { frames: 256 }, 'PCM, 256 frames'],
      [3, { frames: 128 }, 'PCM, 128 frames'],
    ] as const) {
      const f = listen({ transport: 'udp', ...audio }, seconds, leadMs);
      const waited = buffering(f, audio.frames);
      const cells = [f.p50, f.p99, waited, f.gaps].map((value) => value.toFixed(1)).join(' | ');
      print(`| ${name} | ${leadMs} | ${cells} |`);
    }
  });
}

/** Box and client in two namespaces, joined by the link. */
export async function overLink({ loss, least, most, mean = 0 }: Link, run: (listen: Listen) => void): Promise<void> {
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
  execFileSync('gcc', ['-O2', '-o', join(folder, 'lossy-link'), source, '-lm'], { stdio: 'inherit' });
  const link = spawn(
    join(folder, 'lossy-link'),
    [...ends.map(({ device }) => device), `${loss}`, `${least}`, `${most}`, `${mean}`, '20261120'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
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
    run((audio, seconds, leadMs) => {
      const args = [client, '10.77.13.1', '5100', `${seconds}`, JSON.stringify(audio), `${leadMs}`];
      const out = execFileSync('ip', ['netns', 'exec', ends[1]!.ns, process.execPath, ...args]).toString();
      return JSON.parse(out.trim().split('\n').at(-1)!) as LinkFigures;
    });
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
