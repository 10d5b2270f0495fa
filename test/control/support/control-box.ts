/** Starts the control plane alone, without audio, on free ports. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Control, ControlOptions } from '../../../src/control/control.js';
import { createControl } from '../../../src/control/control.js';
import { createSocketServer } from '../../../src/net/create-socket-server.js';
import type { SocketServer } from '../../../src/net/socket-server.js';

export const CHANNELS = 16;

export interface ControlBox {
  readonly control: Control;
  readonly webPort: number;
  readonly dataDir: string;
  readonly log: string[];
  stop(): Promise<void>;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'stagebox-control-'));

/** A box on free ports; without a given data folder, its own is removed at the end. */
export async function startBox(options: Partial<ControlOptions> = {}): Promise<ControlBox> {
  const dataDir = options.dataDir ?? newFolder();
  const log: string[] = [];
  const server: SocketServer = createSocketServer();
  const control = await createControl({
    dataDir,
    host: '127.0.0.1',
    mqttPort: 0,
    channels: Array.from({ length: CHANNELS }, (_, index) => ({
      index,
      name: `In ${index + 1}`,
      color: '#808080',
      icon: 'mic',
    })),
    sampleRate: 48_000,
    periodFrames: 128,
    sourceLabel: 'Test',
    sourceSpec: 'test',
    boxName: 'Test box',
    boxVersion: '0.0.0',
    engineerPin: '123456',
    audioPath: '/audio',
    server,
    log: (line) => log.push(line),
    ...options,
  });
  server.http(async (request) => (await control.http(request)) ?? { status: 404, body: 'no page here' });
  const webPort = await server.listen(options.host ?? '127.0.0.1', 0);
  return {
    control,
    webPort,
    dataDir,
    log,
    async stop() {
      await control.stop();
      await server.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
