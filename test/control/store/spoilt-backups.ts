import { type BackupFile, keys, row } from './lived-box.js';

/** Values that a command refuses, put into a file: the damage, and the path that the refusal names. */
export const SPOILT: readonly [what: string, path: string, spoil: (file: BackupFile) => void][] = [
  [
    'a time no Date knows',
    'at',
    (file) => {
      file.at = 1e20;
    },
  ],
  [
    'a time that is a text',
    'at',
    (file) => {
      file.at = 'today';
    },
  ],
  [
    'a revision at the end of all numbers',
    'meta/box"].rev',
    (file) => {
      row(file, 'meta').rev = 2 ** 53 - 2;
    },
  ],
  [
    'a revision far beyond any box',
    'meta/box"].rev',
    (file) => {
      row(file, 'meta').rev = 2 ** 41;
    },
  ],
  [
    'a mix’s revision beyond',
    'mix/',
    (file) => {
      row(file, 'mix').rev = 2 ** 50;
    },
  ],
  [
    'a session’s counter beyond',
    '].next',
    (file) => {
      row(file, 'session').next = 2 ** 50;
    },
  ],
  [
    'a fractional revision',
    'meta/box"].rev',
    (file) => {
      row(file, 'meta').rev = 1.5;
    },
  ],
  [
    'a channel name that is an object',
    'channel/3"].name',
    (file) => {
      file.rows['channel/3'].name = { toString: 1 };
    },
  ],
  [
    'a channel name that turns text around',
    'channel/3"].name',
    (file) => {
      file.rows['channel/3'].name = 'K\u202E';
    },
  ],
  [
    'a colour that is none',
    'channel/3"].color',
    (file) => {
      file.rows['channel/3'].color = 'red;}';
    },
  ],
  [
    'an icon with a path',
    'channel/3"].icon',
    (file) => {
      file.rows['channel/3'].icon = '../x';
    },
  ],
  [
    'trim 1000 dB',
    'channel/3"].trimDb',
    (file) => {
      file.rows['channel/3'].trimDb = 1000;
    },
  ],
  [
    'compensation 1000 dB',
    'channel/3"].compensationDb',
    (file) => {
      file.rows['channel/3'].compensationDb = -1000;
    },
  ],
  [
    'a link one way',
    'channel/4"].link',
    (file) => {
      file.rows['channel/5'].link = null;
    },
  ],
  [
    'a link with itself',
    'channel/4"]',
    (file) => {
      file.rows['channel/4'].link = 4;
    },
  ],
  [
    'a channel beyond 63',
    'channel/64"]',
    (file) => {
      file.rows['channel/64'] = row(file, 'channel');
    },
  ],
  [
    'a channel twice',
    'channel/03"]',
    (file) => {
      file.rows['channel/03'] = row(file, 'channel');
    },
  ],
  [
    'a strip beyond 63',
    'strip/64"]',
    (file) => {
      file.rows['strip/64'] = row(file, 'strip');
    },
  ],
  [
    'a filter out of range',
    'strip/3"].eq2Hz',
    (file) => {
      row(file, 'strip').eq2Hz = 30_000;
    },
  ],
  [
    'an order with one twice',
    'channelOrder/box"]',
    (file) => {
      file.rows['channelOrder/box'] = [1, 1];
    },
  ],
  [
    '20,000 songs',
    'setlist/box"].songs',
    (file) => {
      row(file, 'setlist').songs = Array.from({ length: 20_000 }, (_, i) => ({ id: `s${i}`, name: 'S' }));
    },
  ],
  [
    'a song without a name',
    'setlist/box"].songs[0].name',
    (file) => {
      row(file, 'setlist').songs[0].name = '\u200B';
    },
  ],
  [
    'a place behind the last song',
    'setlist/box"]',
    (file) => {
      row(file, 'setlist').index = 2;
    },
  ],
  [
    'a preset of a song that is not there',
    'preset/',
    (file) => {
      row(file, 'preset').song = 'nowhere';
    },
  ],
  [
    '101 presets of one device',
    'preset/',
    (file) => {
      for (let i = 0; i < 100; i++)
        file.rows[`preset/anna/p${i}`] = { ...row(file, 'preset'), id: `p${i}`, song: null };
    },
  ],
  [
    'a preset of more than 64 channels',
    '.mix.channels',
    (file) => {
      row(file, 'preset').mix.channels = Array(65).fill(row(file, 'mix').mix.channels[0]);
    },
  ],
  [
    'a gain of 5',
    '.mix.channels[0].gain',
    (file) => {
      file.rows['mix/anna'].mix.channels[0].gain = 5;
    },
  ],
  [
    'a device with a long program',
    '.userAgent',
    (file) => {
      file.rows['device/anna'].userAgent = 'x'.repeat(1e6);
    },
  ],
  [
    'a device with a long address',
    '.address',
    (file) => {
      file.rows['device/anna'].address = 'x'.repeat(1000);
    },
  ],
  [
    'a device whose place is a text',
    '.order',
    (file) => {
      file.rows['device/anna'].order = '1';
    },
  ],
  [
    'a device of a nameless type',
    '.type',
    (file) => {
      file.rows['device/anna'].type = '<b>';
    },
  ],
  [
    'a token hash that is none',
    '.tokenHash',
    (file) => {
      file.rows['device/anna'].tokenHash = 'x';
    },
  ],
  [
    'one token of two devices',
    '.tokenHash',
    (file) => {
      file.rows['device/ben'].tokenHash = file.rows['device/anna'].tokenHash;
    },
  ],
  [
    'an engineer without a token',
    'device/ben"]',
    (file) => Object.assign(file.rows['device/ben'], { role: 'engineer', tokenHash: null, verified: false }),
  ],
  [
    'a last sign of life beyond all time',
    '.lastSeen',
    (file) => {
      file.rows['device/ben'].lastSeen = 1e17;
    },
  ],
  [
    '17 own channels',
    '.own',
    (file) => {
      file.rows['device/ben'].own = Array.from({ length: 17 }, (_, i) => i);
    },
  ],
  [
    'a group of no channel',
    '.groups[0].channels',
    (file) => {
      file.rows['device/anna'].groups[0].channels = [];
    },
  ],
  [
    '17 groups',
    '.groups',
    (file) => {
      file.rows['device/anna'].groups = Array(17).fill(file.rows['device/anna'].groups[0]);
    },
  ],
  [
    'a delay that no ear bears',
    '.ear.ms',
    (file) => {
      file.rows['device/anna'].ear.ms = 5000;
    },
  ],
  [
    'a lock nobody knows',
    '.lock',
    (file) => {
      file.rows['device/ben'].lock = 'me';
    },
  ],
  [
    'a device called box',
    'device/box"]',
    (file) => {
      file.rows['device/box'] = { ...file.rows['device/anna'], uuid: 'box' };
    },
  ],
  [
    'a device called __proto__',
    'device/__proto__"]',
    (file) => {
      file.rows['device/__proto__'] = { ...file.rows['device/anna'], uuid: '__proto__' };
    },
  ],
  [
    'a row of no table',
    'nothing/x"]',
    (file) => {
      file.rows['nothing/x'] = {};
    },
  ],
  [
    '65 sessions',
    'session/',
    (file) => {
      for (let i = 0; i < 64; i++) file.rows[`session/S${i}`] = { ...row(file, 'session'), id: `S${i}` };
    },
  ],
  [
    '97 participants',
    '.participants',
    (file) => {
      row(file, 'session').participants = Array.from({ length: 97 }, (_, i) => ({ uuid: `u${i}`, since: 0 }));
    },
  ],
  [
    'a message of 501 characters',
    '.text',
    (file) => {
      row(file, 'message').text = 'x'.repeat(501);
    },
  ],
  [
    'a message of another kind',
    '.kind',
    (file) => {
      row(file, 'message').kind = 'shout';
    },
  ],
  [
    'a message in another’s slot',
    'message/',
    (file) => {
      row(file, 'message').n = 7;
    },
  ],
  [
    '201 messages outside of sessions',
    'direct/',
    (file) => {
      for (let i = 0; i < 199; i++) file.rows[`direct/w${i}`] = { ...row(file, 'direct'), id: `w${i}` };
    },
  ],
  [
    'a message to somebody twice',
    '.to',
    (file) => {
      row(file, 'direct').to = ['anna', 'anna'];
    },
  ],
  [
    'an offer of a value out of range',
    '.set[0]',
    (file) => {
      row(file, 'offer').set[0].v = 9;
    },
  ],
  [
    'an answered offer that is still tried',
    'offer/',
    (file) => {
      Object.assign(row(file, 'offer'), { state: 'taken', heard: true });
    },
  ],
  [
    'a check that asks somebody twice',
    '.people',
    (file) => {
      row(file, 'check').people.push(row(file, 'check').people[0]);
    },
  ],
  [
    'a snapshot with a mix out of range',
    '.master',
    (file) => {
      row(file, 'sceneMix').mix.master = 9;
    },
  ],
  [
    'a snapshot with a one-sided link',
    '.channels',
    (file) => {
      const [one] = row(file, 'scene').channels;
      one.link = one.index === 9 ? 8 : 9;
    },
  ],
  [
    '31 snapshots',
    'scene/',
    (file) => {
      const kept = keys(file, 'scene')
        .map((key) => file.rows[key])
        .find(({ kind }) => kind === 'kept');
      for (let i = 0; i < 30; i++) file.rows[`scene/w${i}`] = { ...kept, id: `w${i}` };
    },
  ],
  [
    'a request for a value out of range',
    'ask/',
    (file) => {
      file.rows[keys(file, 'ask').find((key) => file.rows[key].p)!].v = 9;
    },
  ],
  [
    '21 requests of one musician',
    'ask/',
    (file) => {
      for (let i = 0; i < 20; i++) file.rows[`ask/w${i}`] = { ...row(file, 'ask'), id: `w${i}` };
    },
  ],
  [
    'history of a value out of range',
    '.changes[0]',
    (file) => {
      row(file, 'history').changes[0].to = 99;
    },
  ],
  [
    'history of a channel that cannot be',
    '.changes[0]',
    (file) => Object.assign(row(file, 'history').changes[0], { p: 'gain', ch: 64, from: 1, to: 1 }),
  ],
  [
    'history at no time',
    '.at',
    (file) => {
      row(file, 'history').at = -1;
    },
  ],
  [
    'a reply that says it went wrong',
    '.result',
    (file) => {
      row(file, 'op').result = { ok: false };
    },
  ],
  [
    'a reply of a megabyte',
    '.result',
    (file) => {
      row(file, 'op').result = { id: 'x'.repeat(1e6) };
    },
  ],
  [
    'a panic level nobody knows',
    'panic/box"].level',
    (file) => {
      row(file, 'panic').level = 'loud';
    },
  ],
];
