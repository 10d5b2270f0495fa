/** The real stream service and the real media service with its library, joined by a real socket, in one process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { dataChannelLibrary } from '../../../../src/media/library/data-channel-library.js';
import { serveLink } from '../../../../src/media/link/link-server.js';
import { until } from '../../../harness/until.js';
import { RtpPage } from '../../../media/rtp-page.js';
import { FakeMixer } from '../fake-mixer.js';

const library = dataChannelLibrary(() => undefined);

export interface RtpRig {
  readonly mixer: FakeMixer;
  /** Ends the media service, as if its process were gone. */
  kill(): Promise<void>;
  /** Begins another media service in its place. */
  serve(): Promise<void>;
  page(query: string): Promise<RtpPage>;
}

/** The mixer runs in real time. `media`: whether there is a media service; `opus`: whether there is libopus. */
export async function startRig(test: Test, { media = true, opus = true } = {}): Promise<RtpRig> {
  const mixer = await FakeMixer.start(4, opus);
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-media-test-'));
  const path = join(folder, 'link');
  let stop: (() => Promise<void>) | undefined;
  const rig: RtpRig = {
    mixer,
    kill: async () => {
      await stop?.();
      stop = undefined;
    },
    serve: async () => {
      stop = await serveLink({ path }, library);
      mixer.service.receive({ type: 'media', path });
    },
    page: async (query) => {
      const page = await RtpPage.open(test, mixer.audioPort, `token=t&${query}`);
      await until('it hears', () => page.bySocket.length > 2);
      return page;
    },
  };
  test.teardown(async () => {
    await mixer.stop();
    await rig.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  if (media) await rig.serve();
  mixer.run();
  return rig;
}
