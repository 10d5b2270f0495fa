// Works that are linked into the binary of an npm package, which itself does not list them. For the SBOM and the
// notices: [name, version where the binary says it, licence, address, what has to be said].
const MOZILLA = 'The source is at the address above, under the Mozilla Public License 2.0.';
const DATA_CHANNEL = [
  [
    'openssl',
    '1.1.1w',
    'OpenSSL',
    'https://github.com/openssl/openssl',
    [
      'This product includes software developed by the OpenSSL Project for use in the OpenSSL Toolkit.',
      '(http://www.openssl.org/) This product includes cryptographic software written by Eric Young',
      '(eay@cryptsoft.com). This product includes software written by Tim Hudson (tjh@cryptsoft.com).',
      'The licence is the file LICENSE of release 1.1.1w.',
    ].join('\n'),
  ],
  ['libdatachannel', '0.24.5', 'MPL-2.0', 'https://github.com/paullouisageneau/libdatachannel', MOZILLA],
  ['libjuice', undefined, 'MPL-2.0', 'https://github.com/paullouisageneau/libjuice', MOZILLA],
  ['plog', undefined, 'MPL-2.0', 'https://github.com/SergiusTheBest/plog', MOZILLA],
  ['libsrtp', undefined, 'BSD-3-Clause', 'https://github.com/cisco/libsrtp', 'Copyright 2001-2017 Cisco Systems, Inc.'],
  [
    'usrsctp',
    undefined,
    'BSD-3-Clause',
    'https://github.com/sctplab/usrsctp',
    'Copyright 2015 Randall Stewart and Michael Tuexen',
  ],
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
