// Works that are linked into the binary of an npm package, which itself does not list them: for the SBOM and the
// notices. The versions are those of the package's own sources; where the binary names one too, a test compares.
import { readFileSync } from 'node:fs';

/** The text of a licence that has to go with the binary. */
const licence = (name) => readFileSync(new URL(`licences/${name}.txt`, import.meta.url), 'utf8').trimEnd();
const MOZILLA = 'The source is at the address above, under the Mozilla Public License 2.0.';
/** [name, version, licence, address, what has to be said] */
const DATA_CHANNEL = [
  ['openssl', '1.1.1w', 'OpenSSL', 'https://github.com/openssl/openssl', licence('openssl')],
  ['libdatachannel', '0.24.5', 'MPL-2.0', 'https://github.com/paullouisageneau/libdatachannel', MOZILLA],
  ['libjuice', '1.7.2', 'MPL-2.0', 'https://github.com/paullouisageneau/libjuice', MOZILLA],
  ['plog', '1.1.10-15-g94899e0', 'MIT', 'https://github.com/SergiusTheBest/plog', licence('plog')],
  ['libsrtp', '2.8.0', 'BSD-3-Clause', 'https://github.com/cisco/libsrtp', licence('libsrtp')],
  ['usrsctp', 'fec583d54493', 'BSD-3-Clause', 'https://github.com/paullouisageneau/usrsctp', licence('usrsctp')],
];

/** The works inside a package. */
export const containedIn = (name) =>
  (name.startsWith('@node-datachannel/') ? DATA_CHANNEL : []).map(([work, version, license, address, text]) => ({
    name: work,
    version,
    license,
    address,
    text,
    within: name,
  }));
