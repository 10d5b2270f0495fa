/** What the image's notices say about the works inside the media library's binary. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getLibraryVersion } from 'node-datachannel';
import t from 'tap';

const ROOT = new URL('../../../', import.meta.url);
const PACKAGES = fileURLToPath(new URL('node_modules/@node-datachannel/', ROOT));

interface Work {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly address: string;
  readonly text: string;
  readonly within: string;
}
const { containedIn } = (await import(new URL('image/contained.mjs', ROOT).href)) as {
  containedIn(name: string): readonly Work[];
};

/** What a licence asks to be handed on with a binary. */
const ASKED: Readonly<Record<string, RegExp>> = {
  OpenSSL: /The OpenSSL Project\.[\s\S]*Eric Young[\s\S]*AS IS/,
  MIT: /^MIT License[\s\S]*Copyright[\s\S]*The above copyright notice and this permission notice[\s\S]*AS IS/,
  'BSD-3-Clause': /^Copyright[\s\S]*Redistributions in binary form[\s\S]*AS IS/,
  'MPL-2.0': /source is at the address above/,
};

t.test('each work inside the binary stands in the notices with version and licence', async (t) => {
  const works = containedIn('@node-datachannel/linux-arm64-gnu');
  t.strictSame(works.map(({ name }) => name).sort(), [
    'libdatachannel',
    'libjuice',
    'libsrtp',
    'openssl',
    'plog',
    'usrsctp',
  ]);
  for (const { name, version, license, address, text, within } of works) {
    t.ok(version.length > 0 && within === '@node-datachannel/linux-arm64-gnu', name);
    t.match(address, /^https:\/\/github\.com\/\S+$/, name);
    t.ok(ASKED[license]?.test(text), `${name}: the text of ${license}`);
  }
  t.strictSame(containedIn('ws'), []);
});

t.test('the versions are those that the binary itself names', async (t) => {
  const versionOf = (name: string) => containedIn('@node-datachannel/x').find((work) => work.name === name)!.version;
  t.equal(getLibraryVersion().split('-')[0], versionOf('libdatachannel'));
  const [folder] = readdirSync(PACKAGES);
  const binary = readFileSync(`${PACKAGES}${folder}/node_datachannel.node`).toString('latin1');
  t.ok(binary.includes(`OpenSSL ${versionOf('openssl')} `));
  t.ok(binary.includes(`libsrtp2 ${versionOf('libsrtp')}`));
  for (const name of ['libjuice', 'usrsctp', 'plog']) t.ok(binary.includes(name), name);
});
