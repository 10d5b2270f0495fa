import t from 'tap';
import { answerOf, offerOf, readAnswer } from '../../src/media/sdp.js';
import { seededBelow } from '../harness/seeded.js';

const PRINT = Array.from({ length: 32 }, (_, i) => (i * 7).toString(16).padStart(2, '0').toUpperCase()).join(':');
/** As Chromium answers. */
const CHROMIUM = [
  'v=0',
  'o=- 4962303333179871722 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE audio',
  'a=msid-semantic: WMS',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=candidate:1 1 udp 2113937151 7c5bd0c4.local 50123 typ host generation 0',
  'a=ice-ufrag:x1+/',
  'a=ice-pwd:abcdefghijklmnopqrstuv',
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${PRINT}`,
  'a=setup:active',
  'a=mid:audio',
  'a=recvonly',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
  '',
];
const FACTS = { ufrag: 'x1+/', pwd: 'abcdefghijklmnopqrstuv', fingerprint: PRINT, setup: 'active', red: true };
const text = (lines: readonly string[]) => lines.join('\r\n');
const changed = (from: string, to: string) => text(CHROMIUM.map((line) => (line === from ? to : line)));

t.test('of an answer the few facts that matter are read', async (t) => {
  t.strictSame(readAnswer(text(CHROMIUM), 'rtp'), FACTS);
  t.strictSame(readAnswer(CHROMIUM.join('\n'), 'rtp'), FACTS, 'with bare line ends');
  // Firefox puts the fingerprint before the media, in any case, and leaves redundancy out.
  const firefox = [
    'v=0',
    `a=fingerprint:sha-256 ${PRINT.toLowerCase()}`,
    ...CHROMIUM.slice(1)
      .filter((line) => !/^a=(fingerprint|(rtpmap|fmtp):63)/.test(line))
      .map((line) => line.replace('111 63', '111').replace('active', 'passive')),
  ];
  t.strictSame(readAnswer(text(firefox), 'rtp'), { ...FACTS, setup: 'passive', red: false });
});

t.test('redundancy counts only where its number means it', async (t) => {
  t.equal(
    readAnswer(changed('m=audio 9 UDP/TLS/RTP/SAVPF 111 63', 'm=audio 9 UDP/TLS/RTP/SAVPF 111'), 'rtp')?.red,
    false,
  );
  t.equal(readAnswer(changed('a=rtpmap:63 red/48000/2', 'a=rtpmap:63 telephone-event/8000'), 'rtp')?.red, false);
});

t.test('what refuses the track, lacks a fact or is no answer at all, is none', async (t) => {
  for (const [from, to] of [
    ['m=audio 9 UDP/TLS/RTP/SAVPF 111 63', 'm=audio 0 UDP/TLS/RTP/SAVPF 111 63'],
    ['m=audio 9 UDP/TLS/RTP/SAVPF 111 63', 'm=audio 9 RTP/AVP 111 63'],
    ['m=audio 9 UDP/TLS/RTP/SAVPF 111 63', 'm=video 9 UDP/TLS/RTP/SAVPF 111 63'],
    ['m=audio 9 UDP/TLS/RTP/SAVPF 111 63', 'm=audio 9 UDP/TLS/RTP/SAVPF 63'],
    ['a=rtcp-mux', 'm=audio 9 UDP/TLS/RTP/SAVPF 111'],
    ['a=recvonly', 'a=inactive'],
    ['a=recvonly', 'a=sendonly'],
    ['a=setup:active', 'a=setup:actpass'],
    ['a=ice-ufrag:x1+/', 'a=ice-ufrag:x1'],
    ['a=ice-ufrag:x1+/', 'a=ice-ufrag:x1+/ more'],
    ['a=ice-pwd:abcdefghijklmnopqrstuv', 'a=ice-pwd:short'],
    [`a=fingerprint:sha-256 ${PRINT}`, `a=fingerprint:sha-1 ${PRINT}`],
    [`a=fingerprint:sha-256 ${PRINT}`, 'a=fingerprint:sha-256 AA'],
  ] as const)
    t.equal(readAnswer(changed(from, to), 'rtp'), undefined, to);
  for (const garbage of ['', '\r\n', 'v=0', '\0'.repeat(6000), '{"sdp":1}'])
    t.equal(readAnswer(garbage, 'rtp'), undefined);
});

t.test('nothing of the page’s text reaches the library but the facts', async (t) => {
  const below = seededBelow(8866);
  const own = new Set(answerOf(readAnswer(text(CHROMIUM), 'rtp')!, 'rtp').split('\r\n'));
  for (let round = 0; round < 20_000; round++) {
    const lines = [...CHROMIUM];
    for (let hits = 1 + below(3); hits > 0; hits--) {
      const i = below(lines.length);
      const line = lines[i]!;
      const cut = below(line.length + 1);
      lines[i] = line.slice(0, cut) + String.fromCharCode(below(128)) + line.slice(cut + below(2));
    }
    const answer = readAnswer(text(lines), 'rtp');
    if (answer === undefined) continue;
    const strange = answerOf(answer, 'rtp')
      .split('\r\n')
      .filter((line) => !own.has(line) && !SHAPES.some((shape) => shape.test(line)));
    if (strange.length > 0) t.fail(strange.join('\n'));
  }
});

/** Lines that differ from answer to answer. */
const SHAPES = [
  /^m=audio 9 UDP\/TLS\/RTP\/SAVPF 111$/,
  /^a=ice-(ufrag|pwd):[A-Za-z0-9+/]{4,256}$/,
  /^a=fingerprint:sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}$/,
  /^a=setup:(active|passive)$/,
];

t.test('an offer names only the address that the page reached', async (t) => {
  const found = text([
    'v=0',
    'm=audio 5104 UDP/TLS/RTP/SAVPF 111 63',
    'c=IN IP4 192.168.1.5',
    'a=ice-ufrag:abcd',
    'a=candidate:2 1 UDP 2116026111 fd00::2 5104 typ host',
    'a=candidate:1 1 UDP 2114977791 192.168.1.5 5104 typ host',
    'a=end-of-candidates',
    '',
  ]);
  t.strictSame(offerOf(found, '10.0.0.1', 5104).split('\r\n'), [
    'v=0',
    'm=audio 5104 UDP/TLS/RTP/SAVPF 111 63',
    'c=IN IP4 10.0.0.1',
    'a=ice-ufrag:abcd',
    'a=candidate:1 1 UDP 2130706431 10.0.0.1 5104 typ host',
    'a=end-of-candidates',
    '',
  ]);
  t.match(offerOf(found, 'fd00::2', 5104), /^c=IN IP6 fd00::2\r$/m);
});

/** As Chromium answers the offer of a data channel. */
const CHANNEL = [
  ...CHROMIUM.slice(0, 4),
  'a=group:BUNDLE 0',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 0.0.0.0',
  'a=candidate:1 1 udp 2113937151 7c5bd0c4.local 50123 typ host generation 0',
  'a=ice-ufrag:x1+/',
  'a=ice-pwd:abcdefghijklmnopqrstuv',
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${PRINT}`,
  'a=setup:active',
  'a=mid:0',
  'a=sctp-port:5000',
  'a=max-message-size:262144',
  '',
];

t.test('an answer counts for its own way only', async (t) => {
  t.strictSame(readAnswer(text(CHANNEL), 'datachannel'), FACTS);
  t.equal(readAnswer(text(CHANNEL), 'rtp'), undefined);
  t.equal(readAnswer(text(CHROMIUM), 'datachannel'), undefined);
  const media = CHANNEL[5]!;
  for (const other of [
    'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
    'm=application 9 DTLS/SCTP 5000',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel 111',
    'm=application 9 TCP/DTLS/SCTP webrtc-datachannel',
  ])
    t.equal(readAnswer(text(CHANNEL.map((line) => (line === media ? other : line))), 'datachannel'), undefined, other);
});

t.test('the library gets its own text about the data channel, and the page’s facts', async (t) => {
  t.strictSame(answerOf(readAnswer(text(CHANNEL), 'datachannel')!, 'datachannel').split('\r\n'), [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    `a=fingerprint:sha-256 ${PRINT}`,
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    'a=sctp-port:5000',
    'a=max-message-size:1200',
    'a=setup:active',
    'a=ice-ufrag:x1+/',
    'a=ice-pwd:abcdefghijklmnopqrstuv',
    '',
  ]);
});
