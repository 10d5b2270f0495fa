/** The service manager's end of `sd_notify(3)`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Test } from 'tap';

/** Receives on a unix datagram socket, which Node cannot. Prints a line of JSON per message. */
const RECEIVER = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print(json.dumps("bound"), flush=True)
while True: print(json.dumps(s.recv(4096).decode()), flush=True)
`;

export interface NotifySocket {
  readonly path: string;
  /** The messages, in the order in which they came. */
  readonly heard: readonly string[];
}

/** Receives until the end of the test. */
export async function notifySocket(t: Test): Promise<NotifySocket> {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-notify-'));
  const path = join(folder, 's');
  const receiver = spawn('python3', ['-c', RECEIVER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => {
    receiver.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const heard: string[] = [];
  const lines = createInterface(receiver.stdout);
  await once(lines, 'line');
  lines.on('line', (line) => heard.push(JSON.parse(line) as string));
  return { path, heard };
}
