import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Qmp } from './qmp.js';

/**
 * UEFI of a machine without a TPM first waits for one, 1.5 s of the machine's time. Under emulation that loop costs a
 * fifth of a whole boot. This wait is the same at every power-on, and the disk is untouched until its end. So the
 * machine's state at the end of that loop is saved, and later machines with the same devices begin there.
 */
export class Firmware {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * QEMU's arguments to begin after the wait; makes the state the first time. `same`
   * identifies machines with the same devices.
   */
  async begin(same: readonly string[], start: (more: readonly string[]) => ChildProcess, qmpSocket: string) {
    const key = createHash('sha256').update(same.join('\0')).digest('hex').slice(0, 12);
    const state = join(this.#folder, `firmware-${key}.state`);
    if (!existsSync(state)) {
      const child = start([]);
      await keep(qmpSocket, child, `${state}.new`);
      renameSync(`${state}.new`, state);
    }
    return ['-incoming', `exec:cat ${state}`];
  }
}

/** The firmware begins in 32-bit code, which ends with that wait; its disk access is in 64-bit code. */
async function keep(qmpSocket: string, child: ChildProcess, file: string): Promise<void> {
  while (!existsSync(qmpSocket)) await sleep(50);
  const qmp = await Qmp.connect(qmpSocket);
  const monitor = (line: string) => qmp.command('human-monitor-command', { 'command-line': line }) as Promise<string>;
  while (!(await monitor('info registers')).includes('RIP=')) await sleep(100);
  await qmp.command('stop');
  await qmp.command('migrate', { uri: `exec:cat > ${file}` });
  for (;;) {
    const { status } = (await qmp.command('query-migrate')) as { status: string };
    if (status === 'completed') break;
    if (status === 'failed') throw new Error('the state of the firmware could not be kept');
    await sleep(100);
  }
  qmp.close();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  rmSync(qmpSocket, { force: true });
}

/** Continues a machine that begins with a saved state. */
export async function resume(qmp: Qmp): Promise<void> {
  for (;;) {
    const { status } = (await qmp.command('query-status')) as { status: string };
    if (status === 'paused') break;
    if (status !== 'inmigrate' && status !== 'finish-migrate') throw new Error(`the machine is ${status}`);
    await sleep(50);
  }
  await qmp.command('cont');
}
