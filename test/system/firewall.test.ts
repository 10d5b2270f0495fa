/**
 * The firewall's rules on a simulated box: a network namespace with two stations, each on a cable. Needs root and nft.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const RULES = fileURLToPath(new URL('../../../system/etc/nftables.conf', import.meta.url));
const tag = `fw${randomBytes(3).toString('hex')}`;
const [box, crowd, musician, phone] = ['box', 'crowd', 'musician', 'phone'].map((name) => `${tag}-${name}`) as [
  string,
  string,
  string,
  string,
];
const running: ChildProcess[] = [];

/** Runs a module's text in a namespace, and returns its output. */
function inside(ns: string, text: string): { child: ChildProcess; said: Promise<string> } {
  const child = spawn('ip', ['netns', 'exec', ns, process.execPath, '--input-type=module', '-e', text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  let printed = '';
  child.stdout!.on('data', (data: Buffer) => {
    printed += data.toString();
  });
  return { child, said: once(child, 'exit').then(() => printed.trim()) };
}

/** The next output of a child. Throws if it ends without any: a wait would have no end. */
async function hear({ child, said }: ReturnType<typeof inside>): Promise<string> {
  const ended = said.then(() => Promise.reject(new Error('it ended without a word')));
  ended.catch(() => undefined);
  return String((await Promise.race([once(child.stdout!, 'data'), ended]))[0]);
}

const SERVER = `
import { createServer } from 'node:net';
createServer((socket) => socket.on('error', () => {})).listen({ port: 5100, backlog: 4096 }, () => console.log('ready'));`;

const RETRANSMITTED = `
import { connect } from 'node:net';
import { readFileSync } from 'node:fs';
const retransmitted = () => {
  const [names, values] = readFileSync('/proc/net/snmp', 'utf8').split('\\n').filter((line) => line.startsWith('Tcp:'));
  return Number(values.split(' ')[names.split(' ').indexOf('RetransSegs')]);
};`;

/** Connects this often, and prints how often it got in, and how often it had to retry. */
const knock = (to: string, times: number) => `${RETRANSMITTED}
let open = 0;
for (let i = 0; i < ${times}; i++) {
  const socket = connect(5100, '${to}').on('error', () => {}).once('connect', () => open++);
  await new Promise((resolve) => setTimeout(resolve, 20));
}
for (let i = 0; i < 100 && open < ${times}; i++) await new Promise((resolve) => setTimeout(resolve, 100));
console.log(JSON.stringify({ open, again: retransmitted() }));
process.exit(0);`;

/** Connects without end; reports when it is no longer let in. */
const flood = (to: string) => `${RETRANSMITTED}
for (let said = false; ; ) {
  for (let i = 0; i < 100; i++) {
    const socket = connect(5100, '${to}').on('error', () => {});
    setTimeout(() => socket.resetAndDestroy(), 500);
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  if (!said && retransmitted() > 0) console.log('knocks again');
  said ||= retransmitted() > 0;
}`;

/** Counts datagrams at the DHCP port until `end` arrives at another one; prints the count. */
const COUNT_DATAGRAMS = `
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
let heard = 0;
createSocket('udp4').on('message', () => heard++).bind(67, () => console.log('ready'));
createServer(() => { setTimeout(() => { console.log(heard); process.exit(0); }, 200); }).listen(5101);`;

/** Sends this many datagrams to the DHCP port, then reports that it is done. */
const ask = (to: string, times: number) => `
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
const socket = createSocket('udp4');
for (let i = 0; i < ${times}; i++) await new Promise((done) => socket.send('discover', 67, '${to}', done));
socket.close();
connect(5101, '${to}').on('error', () => {}).on('connect', () => process.exit(0));`;

/** Sends a datagram from one port to each of some others. */
const say = (to: string, from: number, ports: readonly number[]) => `
import { createSocket } from 'node:dgram';
const socket = createSocket('udp4');
await new Promise((done) => socket.bind(${from}, done));
for (const port of ${JSON.stringify(ports)}) await new Promise((done) => socket.send('sound', port, '${to}', done));
socket.close();`;

function cable(station: string, port: string, subnet: string): void {
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' });
  ip('netns', 'add', station);
  ip('link', 'add', port, 'netns', box, 'type', 'veth', 'peer', 'name', 'up0', 'netns', station);
  ip('-n', box, 'addr', 'add', `${subnet}.1/24`, 'dev', port);
  ip('-n', station, 'addr', 'add', `${subnet}.2/24`, 'dev', 'up0');
  ip('-n', box, 'link', 'set', port, 'up');
  ip('-n', station, 'link', 'set', 'up0', 'up');
}

/** Why it cannot be tested here; undefined after a good setup. */
function setUp(): string | undefined {
  if (spawnSync('nft', ['--version']).status !== 0) return 'nft is not installed here: left out';
  try {
    execFileSync('ip', ['netns', 'add', box], { stdio: 'pipe' });
    execFileSync('ip', ['-n', box, 'link', 'set', 'lo', 'up'], { stdio: 'pipe' });
    cable(crowd, 'eth0', '10.84.1');
    cable(musician, 'eth1', '10.84.2');
    cable(phone, 'wlan0', '10.84.3');
    execFileSync('ip', ['netns', 'exec', box, 'nft', 'list', 'tables'], { stdio: 'pipe' });
  } catch (error) {
    return `network namespaces with a firewall cannot be made here: ${(error as Error).message.split('\n')[0]}`;
  }
  return undefined;
}

t.teardown(() => {
  for (const child of running) child.kill('SIGKILL');
  for (const ns of [box, crowd, musician, phone]) spawnSync('ip', ['netns', 'del', ns]);
});

const why = setUp();
if (why !== undefined) t.comment(why);
else {
  t.test('nft accepts the rules, and they can be loaded again at any time', async (t) => {
    for (const args of [
      ['-c', '-f', RULES],
      ['-f', RULES],
      ['-f', RULES],
    ]) {
      const run = spawnSync('ip', ['netns', 'exec', box, 'nft', ...args], { encoding: 'utf8' });
      t.equal(run.status, 0, run.stderr);
    }
  });

  t.test('a client that connects too often waits, and nobody else does', async (t) => {
    const server = inside(box, SERVER);
    await hear(server);
    // Neighbours are known before the flood: only connecting is measured.
    t.match(JSON.parse(await inside(musician, knock('10.84.2.1', 1)).said), { open: 1, again: 0 });
    t.match(JSON.parse(await inside(crowd, knock('10.84.1.1', 1)).said), { open: 1, again: 0 });
    const crowded = inside(crowd, flood('10.84.1.1'));
    t.match(await hear(crowded), /knocks again/, 'the crowd has to wait');
    const heard = JSON.parse(await inside(musician, knock('10.84.2.1', 50)).said) as { open: number; again: number };
    t.same(heard, { open: 50, again: 0 }, 'the musician is let in at once, every time');
    crowded.child.kill('SIGKILL');
    const rules = execFileSync('ip', ['netns', 'exec', box, 'nft', 'list', 'set', 'inet', 'stagebox', 'callers4']);
    t.match(rules.toString(), /10\.84\.1\.2[\s\S]*10\.84\.2\.2|10\.84\.2\.2[\s\S]*10\.84\.1\.2/);
  });

  t.test('one network card cannot take all addresses of the Wi-Fi', async (t) => {
    const server = inside(box, COUNT_DATAGRAMS);
    await hear(server);
    await inside(phone, ask('10.84.3.1', 200)).said;
    const heard = Number((await server.said).split('\n').at(-1));
    t.ok(heard >= 2, `${heard} of 200 questions came through: a phone needs two`);
    t.ok(heard <= 20, `${heard} of 200 questions came through`);
  });

  t.test('all sound leaves as voice, however its sender marked it', async (t) => {
    const nft = (...rules: string[]) => execFileSync('ip', ['netns', 'exec', box, 'nft', rules.join(' ')]);
    nft('add table inet probe');
    // Before the box's own chain: marks as the library of WebRTC sets them. After it: what leaves.
    nft('add chain inet probe before { type filter hook output priority -10; }');
    nft('add chain inet probe after { type filter hook postrouting priority 10; }');
    nft('add rule inet probe before udp dport 4011 ip dscp set af11');
    nft('add rule inet probe before udp dport 4046 ip dscp set ef');
    for (const port of [4000, 4011, 4046])
      nft(`add rule inet probe after udp dport ${port} ip dscp ef meta priority 0:106 counter comment "voice ${port}"`);
    nft('add rule inet probe after udp dport 4011 ip dscp af11 counter comment "background 4011"');
    const counted = (name: string) => {
      const rules = execFileSync('ip', ['netns', 'exec', box, 'nft', 'list', 'table', 'inet', 'probe']).toString();
      return Number(new RegExp(`counter packets (\\d+) bytes \\d+ comment "${name}"`).exec(rules)?.[1]);
    };
    for (const from of [5101, 5104]) await inside(box, say('10.84.2.2', from, [4000, 4011, 4046])).said;
    t.strictSame([counted('voice 4000'), counted('voice 4011'), counted('voice 4046')], [2, 2, 2]);
    t.equal(counted('background 4011'), 0);
    await inside(box, say('10.84.2.2', 4999, [4000, 4011])).said;
    t.strictSame([counted('voice 4000'), counted('voice 4011')], [2, 2], 'what is no sound keeps its mark');
    t.equal(counted('background 4011'), 1);
    nft('delete table inet probe');
  });

  t.test('pings of one station do not use up those of others', async (t) => {
    if (spawnSync('ping', ['-V']).status !== 0) {
      t.comment('ping is not installed here: left out');
      return;
    }
    const ping = async (ns: string, ...args: string[]): Promise<string> => {
      const child = spawn('ip', ['netns', 'exec', ns, 'ping', '-q', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
      running.push(child);
      return text(child.stdout);
    };
    const flooding = ping(crowd, '-f', '-c', '600', '10.84.1.1');
    t.match(await ping(musician, '-c', '5', '-i', '0.2', '10.84.2.1'), /5 received/);
    t.notMatch(await flooding, / 600 received/);
  });
}
