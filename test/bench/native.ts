/**
 * Native clients: how long joining, leaving and coming back take while others play; 32 listeners (half of protocol 2, half of
 * protocol 3) among clients that read slowly, not at all, send garbage, say nothing, or come and go 200 times a second; and
 * sound over TCP against UDP on a link that loses 1 % and delays by 5 to 40 ms (needs root, for network namespaces).
 *
 *   npm run bench:native [-- --seconds 20 --skip-link]
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Box } from '../harness/box.js';

const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '20' }, 'skip-link': { type: 'boolean', default: false } },
});
const SECONDS = Number(options.seconds);
const INPUTS = 8;
const MAGIC = 0xa1d10a7c;

function control(json: Record<string, unknown>, version = 2): Buffer {
  const payload = Buffer.from(JSON.stringify(json));
  const header = Buffer.alloc(16);
  header.writeUInt32BE(MAGIC, 0);
  header.writeUInt16BE(version, 4);
  header[6] = 2;
  header.writeUInt32BE(payload.length, 12);
  return Buffer.concat([header, payload]);
}

function handshake(uuid: string, more: Record<string, unknown> = {}): Buffer {
  return control({ type: 'handshake', client_id: uuid, client_type: 'android', protocol_version: 2, ...more });
}

/** Counts what comes, and what is missing by the packets' own positions. */
class Ear {
  readonly socket: Socket;
  frames = 0;
  missing = 0;
  broken = 0;
  readonly types: string[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #next: number | undefined;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk) => this.#read(chunk));
  }

  async until(type: string): Promise<void> {
    while (!this.types.includes(type)) await once(this.socket, 'data');
  }

  #read(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    let at = 0;
    while (this.#bytes.length - at >= 16) {
      if (this.#bytes.readUInt32BE(at) !== MAGIC) {
        this.broken++;
        this.socket.destroy();
        return;
      }
      const end = at + 16 + this.#bytes.readUInt32BE(at + 12);
      if (end > this.#bytes.length) break;
      this.#packet(this.#bytes.subarray(at, end));
      at = end;
    }
    this.#bytes = this.#bytes.subarray(at);
  }

  #packet(packet: Buffer): void {
    const [version, type] = [packet.readUInt16BE(4), packet[6]];
    if (type === 2) {
      this.types.push((JSON.parse(packet.toString('utf8', 16)) as { type: string }).type);
      return;
    }
    const first = Number(packet.readBigInt64BE(version === 3 ? 24 : 16));
    const frames = version === 3 ? packet.readUInt16BE(18) : 480;
    if (this.#next !== undefined && first !== this.#next) this.missing += first - this.#next;
    this.#next = first + frames;
    this.frames += frames;
  }
}

function percentiles(values: number[]): string {
  values.sort((a, b) => a - b);
  const at = (part: number) => values[Math.floor(part * (values.length - 1))]!.toFixed(2);
  return `${at(0.5)} | ${at(0.99)} | ${at(1)}`;
}

/** User + system CPU seconds of a process, all threads. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function listener(port: number, uuid: string, channels: number[]): Promise<Ear> {
  const ear = new Ear(port);
  ear.socket.write(handshake(uuid));
  await ear.until('mix_state');
  ear.socket.write(control({ type: 'subscribe', client_id: uuid, channels }));
  await ear.until('subscription_confirmed');
  return ear;
}

async function joining(): Promise<void> {
  const box = await Box.start(['--source', `tones:${INPUTS}`]);
  const playing = await Promise.all(
    Array.from({ length: 8 }, (_, i) => listener(box.nativePort, `plays-${i}`, [0, 1])),
  );
  const join = async (uuid: string): Promise<{ ms: number; ear: Ear }> => {
    const ear = new Ear(box.nativePort);
    await once(ear.socket, 'connect');
    const started = performance.now();
    ear.socket.write(handshake(uuid));
    await ear.until('mix_state');
    return { ms: performance.now() - started, ear };
  };
  const leave = async (ear: Ear): Promise<number> => {
    const started = performance.now();
    ear.socket.end();
    await once(ear.socket, 'close');
    return performance.now() - started;
  };
  const figures = { connect: [] as number[], restore: [] as number[], leave: [] as number[] };
  for (let i = 0; i < 200; i++) {
    const first = await join(`new-${i}`);
    figures.connect.push(first.ms);
    figures.leave.push(await leave(first.ear));
    const again = await join(`new-${i}`);
    figures.restore.push(again.ms);
    figures.leave.push(await leave(again.ear));
  }
  console.log(
    '\n200 devices come for the first time, leave, come back, leave, while 8 play; ms as the client sees them',
  );
  console.log('\n| | p50 | p99 | max | allowed |\n|---|---|---|---|---|');
  console.log(`| handshake → mix, registered on disk | ${percentiles(figures.connect)} | 5 |`);
  console.log(`| handshake → mix, brought back | ${percentiles(figures.restore)} | 50 |`);
  console.log(`| end → closed | ${percentiles(figures.leave)} | 2 |`);
  console.log(`\nof the 8 that played: ${playing.reduce((sum, ear) => sum + ear.missing, 0)} frames missing`);
  await box.stop();
}

async function crowd(): Promise<void> {
  const box = await Box.start(['--source', `tones:${INPUTS}`]);
  const all = Array.from({ length: INPUTS }, (_, n) => n);
  const raw = await Promise.all(
    Array.from({ length: 16 }, (_, i) => listener(box.nativePort, `raw-${i}`, all.slice(0, 1 + (i % INPUTS)))),
  );
  const mixed: Ear[] = [];
  for (let i = 0; i < 16; i++) {
    const { uuid, token } = await box.join(`mixed ${i}`);
    const ear = new Ear(box.nativePort);
    ear.socket.write(handshake(uuid, { protocol_version: 3, token, audio: { frames: 240 } }));
    await ear.until('handshake_response');
    mixed.push(ear);
  }
  await sleep(500);
  for (const ear of [...raw, ...mixed]) ear.missing = 0;
  const measure = async (seconds: number): Promise<number> => {
    const [cpu, started] = [cpuSeconds(box.process.pid!), performance.now()];
    await sleep(seconds * 1000);
    return (cpuSeconds(box.process.pid!) - cpu) / ((performance.now() - started) / 1000);
  };
  const quiet = await measure(5);
  const nuisance = startNuisance(box.nativePort, all);
  const busy = await measure(SECONDS);
  const churned = nuisance.stop();
  await sleep(300);
  const ears = [...raw, ...mixed];
  console.log(
    `\n32 listeners: 16 of protocol 2 (1 to ${INPUTS} channels of int16), 16 of protocol 3 (240 frames), ${SECONDS} s`,
  );
  console.log('\n| | |\n|---|---|');
  console.log(`| cores, they alone | ${quiet.toFixed(3)} |`);
  console.log(
    `| cores, among one that reads 1 kB/s, one that stops, garbage, silence, ${churned} joins | ${busy.toFixed(3)} |`,
  );
  console.log(`| frames heard by all | ${ears.reduce((sum, ear) => sum + ear.frames, 0)} |`);
  console.log(`| frames missing | ${ears.reduce((sum, ear) => sum + ear.missing, 0)} (allowed 0) |`);
  console.log(`| packets cut short | ${ears.reduce((sum, ear) => sum + ear.broken, 0)} (allowed 0) |`);
  await box.stop();
}

/** The ill-mannered: started, and stopped with the count of those that came and went. */
function startNuisance(port: number, channels: number[]): { stop: () => number } {
  const sockets = ['slow', 'stopped'].map((uuid) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    socket.write(handshake(uuid));
    socket.write(control({ type: 'subscribe', client_id: uuid, channels }));
    socket.pause();
    return socket;
  });
  const silent = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
  const sip = setInterval(() => sockets[0]!.read(100), 100);
  let count = 0;
  const churn = setInterval(() => {
    for (let i = 0; i < 4; i++) {
      const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
      if (count % 3 === 0) socket.write(Buffer.alloc(500, count));
      else socket.write(handshake(`churn-${count % 20}`));
      setTimeout(() => socket.destroy(), 15);
      count++;
    }
  }, 20);
  return {
    stop() {
      clearInterval(sip);
      clearInterval(churn);
      for (const socket of [...sockets, silent]) socket.destroy();
      return count;
    },
  };
}

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
async function badLink(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-link-'));
  const source = fileURLToPath(new URL('../../../test/bench/native/lossy-link.c', import.meta.url));
  const client = fileURLToPath(new URL('./native/link-client.js', import.meta.url));
  const stagebox = fileURLToPath(new URL('../../../bin/stagebox', import.meta.url));
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
    console.log(
      `\n1 % of packets lost, each of the others delayed by 5 to 40 ms, in order; jitter buffer from 60 ms; ${SECONDS} s each`,
    );
    console.log(
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
      const args = [client, '10.77.13.1', '5100', String(SECONDS), JSON.stringify(audio), '60'];
      const out = execFileSync('ip', ['netns', 'exec', ends[1]!.ns, process.execPath, ...args]).toString();
      const f = JSON.parse(out.trim().split('\n').at(-1)!) as LinkFigures;
      const name = Object.values(audio).join(', ');
      const cells = [f.gaps, f.concealedMs, f.silentMs, f.p50, f.p99].map((value) => value.toFixed(0)).join(' | ');
      console.log(`| ${name} | ${cells} | ${f.packets} | ${f.mended} |`);
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
        // It was never made.
      }
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

console.log(`${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.version}`);
await joining();
await crowd();
if (!options['skip-link']) {
  if (process.getuid?.() === 0) await badLink();
  else console.log('\nthe lossy link needs root: left out');
}
