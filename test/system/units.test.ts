import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const UNITS = join(REPOSITORY, 'systemd');
const SYSTEM = join(REPOSITORY, 'system');
const PROGRAMS = join(SYSTEM, 'usr/lib/stagebox');

const units = readdirSync(UNITS).filter((name) => /\.(service|mount|path|timer|target|socket)$/.test(name));
const text = (name: string) => readFileSync(join(UNITS, name), 'utf8');

t.test('every program of ours that a unit starts is there, and can be started', async (t) => {
  for (const unit of units) {
    for (const [, path] of text(unit).matchAll(/\/usr\/lib\/stagebox\/([\w.-]+)(?=\s|$)/gm)) {
      if (path === 'service') continue;
      const file = join(PROGRAMS, path!);
      t.ok(existsSync(file), `${unit}: ${path}`);
      if (!/\.(mjs|conf|in)$/.test(path!)) t.ok(statSync(file).mode & 0o111, `${path} is executable`);
    }
  }
});

t.test('every unit of ours that is named somewhere is there', async (t) => {
  const sources = [
    ...units.map(text),
    ...readdirSync(PROGRAMS, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => readFileSync(join(PROGRAMS, name), 'utf8')),
    readFileSync(join(SYSTEM, 'etc/udev/rules.d/80-stagebox.rules'), 'utf8'),
    readFileSync(join(REPOSITORY, 'image/lib/overlay.sh'), 'utf8'),
  ];
  for (const source of sources) {
    for (const [, name, suffix] of source.matchAll(
      /\b(stagebox(?:-[a-z]+)*@?)[\w%]*\.(service|path|timer|target|socket)\b/g,
    )) {
      t.ok(units.includes(`${name}.${suffix}`), `${name}.${suffix}`);
    }
  }
});

t.test('an emergency reboots: its service is ours, and can start', async (t) => {
  t.match(text('emergency.service'), /^ExecStart=\/usr\/bin\/systemctl --force reboot$/m);
  const overlay = readFileSync(join(REPOSITORY, 'image/lib/overlay.sh'), 'utf8');
  const [masked = ''] = /for unit in [^;]*;/.exec(overlay) ?? [];
  t.match(masked, 'rescue.service');
  // emergency.target requires it: masked, the target itself is refused, and nothing happens.
  t.notMatch(masked, /emergency\./);
});

t.test('each permission of a unit beyond the sandbox is explained in words, first', async (t) => {
  for (const folder of readdirSync(UNITS).filter((name) => /^stagebox-.+\.service\.d$/.test(name))) {
    t.ok(units.includes(folder.replace(/\.d$/, '')) || folder === 'stagebox-.service.d', folder);
    for (const file of readdirSync(join(UNITS, folder))) {
      const lines = readFileSync(join(UNITS, folder, file), 'utf8').split('\n');
      const loosens = lines.filter((line) =>
        /^(Capability|Private|Protect|Restrict|Memory|SystemCall|Device|IPAddress)/.test(line),
      );
      if (loosens.length > 0) t.match(lines[0], /^# \S/, `${folder}/${file}`);
    }
  }
});

t.test('only the ports of the contract pass the firewall', async (t) => {
  const rules = readFileSync(join(SYSTEM, 'etc/nftables.conf'), 'utf8');
  const input = rules.slice(rules.indexOf('chain input'), rules.indexOf('chain forward'));
  t.match(input, /policy drop/);
  const ports = new Set<string>();
  for (const [, list] of input.matchAll(/dport (?:\{([^}]*)\}|\d+)[^\n]*accept/g)) {
    for (const port of list?.split(',') ?? []) ports.add(port.trim());
  }
  for (const [, port] of input.matchAll(/dport (\d+) accept/g)) ports.add(port!);
  t.strictSame([...ports].sort(), ['1883', '5100', '5101', '5102', '5104', '53', '5353', '67', '68', '80'].sort());
});

t.test('every package and every kernel argument that is not plain has its reason beside it', async (t) => {
  for (const line of readFileSync(join(REPOSITORY, 'image/kernel-command-line'), 'utf8').split('\n')) {
    if (/^(threadirqs|preempt|cpufreq|usbcore|transparent_hugepage|lockdown|panic=|net\.)/.test(line))
      t.match(line, /# \S/, line);
  }
});

t.test('the unit that speaks with the whole stage is as closed as can be', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'stagebox-units-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  cpSync(UNITS, join(root, 'etc/systemd/system'), { recursive: true });
  const options = ['security', '--offline=true', `--root=${root}`, '--no-pager', 'stagebox-media.service'];
  const { stdout, error } = spawnSync('systemd-analyze', options, { encoding: 'utf8' });
  if (error !== undefined) return t.comment('no systemd-analyze on this machine');
  const [, score] = /exposure level for stagebox-media\.service: ([\d.]+)/.exec(stdout) ?? [];
  t.ok(Number(score) <= 2, `exposure ${score}`);
});

t.test('a watchdog counts only after its service is ready', async (t) => {
  const watched = units.filter((unit) => /^WatchdogSec=/m.test(text(unit)));
  t.strictSame(watched.sort(), ['stagebox-media.service', 'stagebox.service']);
  for (const unit of watched) t.match(text(unit), /^Type=notify$/m, unit);
});
