// Writes the software bill of materials (SPDX 2.3, JSON) and the third parties' notices of one image.
// usage: sbom.mjs TARGET VERSION EPOCH DPKG_STATUS COPYRIGHT_FOLDER DEBS_FOLDER NPM_LIST SERVICE_FOLDER OUT_FOLDER
// Gives OUT_FOLDER/sbom.spdx.json and OUT_FOLDER/notices.txt.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [target, version, epoch, statusFile, copyrights, debs, npmList, service, out] = process.argv.slice(2);

/** Stanzas of a Debian control file, as objects of single-line fields. */
function stanzas(text) {
  return text
    .trim()
    .split(/\n\n+/)
    .map((stanza) =>
      Object.fromEntries([...stanza.matchAll(/^([A-Za-z-]+): ?(.*)$/gm)].map(([, name, value]) => [name, value])),
    );
}

const installed = stanzas(readFileSync(statusFile, 'utf8')).filter(({ Status }) => Status === 'install ok installed');
const scratch = mkdtempSync(join(tmpdir(), 'sbom-'));
for (const file of readdirSync(debs)
  .filter((name) => name.endsWith('.deb'))
  .sort()) {
  const path = join(debs, file);
  const fields = stanzas(execFileSync('dpkg-deb', ['-f', path], { encoding: 'utf8' }))[0];
  // A package that only depends on the current kernel.
  if (/^linux-image-(amd64|arm64)$/.test(fields.Package)) continue;
  installed.push(fields);
  execFileSync('dpkg-deb', ['-x', path, scratch]);
}

/** The copyright file of a Debian package: from the root as it was, or from a package that was only unpacked. */
function copyrightOf(name) {
  for (const path of [join(copyrights, name, 'copyright'), join(scratch, 'usr/share/doc', name, 'copyright')]) {
    if (existsSync(path)) return readFileSync(path, 'utf8');
  }
  return undefined;
}

const packages = [];
const notices = new Map(); // sha256 of the text → { text, names }
function notice(name, text) {
  const key = createHash('sha256').update(text).digest('hex');
  const known = notices.get(key) ?? { text, names: [] };
  known.names.push(name);
  notices.set(key, known);
}
const spdxId = (text) => `SPDXRef-${text.replace(/[^A-Za-z0-9.-]/g, '-')}`;

for (const { Package: name, Version: debVersion, Architecture: debArch, Homepage, Source } of installed) {
  const text = copyrightOf(name);
  const licences = [
    ...new Set([...(text ?? '').matchAll(/^License: *(\S.*)$/gm)].map(([, licence]) => licence.trim())),
  ].sort();
  if (text === undefined) throw new Error(`sbom: ${name} has no copyright file`);
  notice(`${name} ${debVersion}`, text);
  packages.push({
    SPDXID: spdxId(`deb-${name}`),
    name,
    versionInfo: debVersion,
    supplier: 'Organization: Debian',
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: 'NOASSERTION',
    licenseComments: licences.length > 0 ? `Debian's copyright file names: ${licences.join('; ')}` : 'see the notices',
    copyrightText: 'NOASSERTION',
    ...(Homepage ? { homepage: Homepage } : {}),
    externalRefs: [
      {
        referenceCategory: 'PACKAGE-MANAGER',
        referenceType: 'purl',
        referenceLocator: `pkg:deb/debian/${name}@${encodeURIComponent(debVersion)}?arch=${debArch}&distro=trixie`,
      },
    ],
    ...(Source ? { sourceInfo: `built from ${Source}` } : {}),
  });
}
/** A work that is linked into a package's binary. */
function contained({ name, version: itsVersion, license, address, text, within }) {
  notice(`${name} ${itsVersion ?? ''} (in ${within})`.replace('  ', ' '), `${address}\n${license}\n${text}\n`);
  packages.push({
    SPDXID: spdxId(`in-${within}-${name}`),
    name,
    ...(itsVersion === undefined ? {} : { versionInfo: itsVersion }),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: license,
    copyrightText: 'NOASSERTION',
    homepage: address,
    sourceInfo: `linked into ${within}`,
  });
}

for (const { name, version: npmVersion, license, alias, texts, contains } of JSON.parse(
  readFileSync(npmList, 'utf8'),
)) {
  for (const work of contains) contained(work);
  for (const file of texts) notice(`${name} ${npmVersion} (npm)`, readFileSync(join(service, file), 'utf8'));
  if (texts.length === 0)
    notice(`${name} ${npmVersion} (npm)`, `${license}; the package carries no licence text of its own.\n`);
  packages.push({
    SPDXID: spdxId(`npm-${alias}-${npmVersion}`),
    name,
    versionInfo: npmVersion,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: /^[A-Za-z0-9.()+ -]+$/.test(license) && !license.startsWith('see') ? license : 'NOASSERTION',
    copyrightText: 'NOASSERTION',
    externalRefs: [
      {
        referenceCategory: 'PACKAGE-MANAGER',
        referenceType: 'purl',
        referenceLocator: `pkg:npm/${name.replace('@', '%40')}@${npmVersion}`,
      },
    ],
  });
}
rmSync(scratch, { recursive: true });

const image = {
  SPDXID: 'SPDXRef-image',
  name: `stagebox-${target}`,
  versionInfo: version,
  downloadLocation: 'NOASSERTION',
  filesAnalyzed: false,
  licenseConcluded: 'NOASSERTION',
  licenseDeclared: 'Apache-2.0',
  copyrightText: 'NOASSERTION',
};
const inOrder = packages
  .sort((a, b) => (a.SPDXID < b.SPDXID ? -1 : 1))
  .filter((entry, i, all) => entry.SPDXID !== all[i - 1]?.SPDXID);
mkdirSync(out, { recursive: true });
writeFileSync(
  join(out, 'sbom.spdx.json'),
  `${JSON.stringify(
    {
      spdxVersion: 'SPDX-2.3',
      dataLicense: 'CC0-1.0',
      SPDXID: 'SPDXRef-DOCUMENT',
      name: `stagebox-${target}-${version}`,
      documentNamespace: `urn:stagebox:${target}:${version}:${createHash('sha256').update(JSON.stringify(inOrder)).digest('hex').slice(0, 32)}`,
      creationInfo: {
        created: new Date(Number(epoch) * 1000).toISOString().replace('.000', ''),
        creators: ['Tool: stagebox-image'],
      },
      packages: [image, ...inOrder],
      relationships: [
        { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: image.SPDXID },
        ...inOrder.map(({ SPDXID }) => ({
          spdxElementId: image.SPDXID,
          relationshipType: 'CONTAINS',
          relatedSpdxElement: SPDXID,
        })),
      ],
    },
    null,
    1,
  )}\n`,
);
const chapters = [...notices.values()].map(
  ({ text, names }) =>
    `${'='.repeat(78)}\n${[...new Set(names)].sort().join('\n')}\n${'-'.repeat(78)}\n${text.trimEnd()}\n`,
);
writeFileSync(
  join(out, 'notices.txt'),
  `Stage box ${version} for ${target} contains the works below. Debian's packages are built from the source packages that Debian\npublishes under the same name and version.\n\n${chapters.sort().join('\n')}`,
);
console.error(`image: SBOM of ${inOrder.length} packages, ${chapters.length} different notices`);
