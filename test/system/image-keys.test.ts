import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';

const IMAGE = resolve(import.meta.dirname, '../../../image');

const cache = mkdtempSync(join(tmpdir(), 'image-keys-'));
const env = { ...process.env, STAGEBOX_IMAGE_CACHE: cache, STAGEBOX_IMAGE_NAMESPACE: 'yes' };
function keys(name: string, authority: string): string {
  const folder = join(cache, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ca.pem'), authority);
  return folder;
}

t.test('the development keys are recognised, wherever they are', async (t) => {
  const own = keys('development-keys', 'made by a build\n');
  const script = `. ${IMAGE}/lib/common.sh; . ${IMAGE}/lib/bundle.sh; with_development_keys`;
  const recognised = (folder: string) =>
    spawnSync('bash', ['-euc', script], { env: { ...env, KEYS: folder } }).status === 0;
  t.ok(recognised(own));
  t.ok(recognised(keys('copied', 'made by a build\n')));
  t.notOk(recognised(keys('release', 'made for boxes in the field\n')));
});

t.test('a system with a backdoor is never signed for boxes in the field', async (t) => {
  const { status, stderr } = spawnSync(
    join(IMAGE, 'build.sh'),
    [
      '--flavour=development',
      '--developer-key=/dev/null',
      `--keys=${keys('release', 'made for boxes in the field\n')}`,
    ],
    { env, encoding: 'utf8' },
  );
  t.equal(status, 1);
  t.match(stderr, /signed by the development keys: leave --keys out/);
});
