/** Which names people may give, at every entrance for a name. */
import t from 'tap';
import { parse } from '../../src/wire/check.js';
import { ControlError } from '../../src/wire/errors.js';
import { cleanName, cutText, mendedName, textSchema } from '../../src/wire/names.js';
import { ask, joinBox, joinEngineer, Link, startBox } from '../control/support/box.js';

const cleanText = (value: unknown): string => parse(textSchema(100), value, 'text');

const refused = (call: () => unknown): boolean => {
  try {
    call();
    return false;
  } catch (error) {
    return error instanceof ControlError;
  }
};

/** What no name may be: invisible, or with an effect on the text around it. */
const BAD: Record<string, string> = {
  nothing: '',
  blanks: ' \u00A0\u3000 ',
  'a zero-width blank': '\u200B',
  'joiners alone': '\u200D\u200C\u2060',
  'a byte order mark': '\uFEFF',
  'a Hangul filler': '\u3164',
  'a braille blank': '\u2800',
  'a soft hyphen': '\u00AD',
  'a variation selector': '\uFE0F',
  'an accent without its letter': '\u0301',
  'the override that turns text around': 'Anna\u202E',
  'an embedding': '\u202AAnna',
  'a pop': 'Anna\u202C',
  'an isolate': '\u2066Anna\u2069',
  'a left-to-right mark': 'An\u200Ena',
  'a right-to-left mark': 'An\u200Fna',
  'an Arabic letter mark': 'An\u061Cna',
  'a line break': 'An\nna',
  'a line separator': 'An\u2028na',
  'a NUL': 'Anna\0',
  'a C1 control': 'An\u0085na',
  'half a pair': 'Anna\uD83C',
  'the other half': '\uDFB8 Anna',
  'too long': 'x'.repeat(65),
  'too long once composed': '\u0958'.repeat(33),
};

t.test('a name is visible, and does not turn the text around it', async (t) => {
  for (const [what, name] of Object.entries(BAD))
    t.ok(
      refused(() => cleanName(name)),
      what,
    );
  for (const other of [undefined, null, 5, {}, ['Anna']])
    t.ok(
      refused(() => cleanName(other)),
      typeof other,
    );
  for (const name of [
    'Anna',
    'أنا',
    'עומר',
    '🎸',
    '👩‍🎤',
    '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
    'می‌خواهم',
    '中文',
    'Zoë',
    '1',
    '?',
  ])
    t.equal(cleanName(name), name.normalize('NFC'), name);
  t.equal(cleanName('  Anna '), 'Anna');
  t.equal(cleanName('Zoe\u0308'), 'Zoë', 'composed, as every other device writes it');
});

t.test('a text may have several lines, but nothing else that a name may not', async (t) => {
  t.equal(cleanText('one\r\ntwo\tthree\n'), 'one\ntwo\tthree');
  for (const [what, text] of Object.entries(BAD))
    if (!/line break|too long/.test(what))
      t.ok(
        refused(() => cleanText(text)),
        what,
      );
});

t.test('a name from earlier software is repaired, never lost', async (t) => {
  for (const [what, name] of Object.entries(BAD)) {
    const mended = mendedName(name, '?');
    t.equal(cleanName(mended), mended, what);
  }
  t.equal(mendedName('Anna\u202E', '?'), 'Anna');
  t.equal(cutText('🎸🎸', 3), '🎸', 'never cut through a character');
});

t.test('every entrance that takes a name refuses the same ones, and names the field', async (t) => {
  const box = await startBox();
  const anna = await joinBox(box, 'Anna');
  const engineer = await joinEngineer(box);
  const a = await Link.open(box, anna);
  const e = await Link.open(box, engineer);
  t.teardown(async () => {
    await Promise.all([a.close(), e.close()]);
    await box.stop();
  });
  const session = (await a.command('session', { action: 'create', name: 'Band' })).id;
  await a.command(`session/${session}`, { action: 'join' });
  const preset = (await a.command(`preset/${anna.uuid}`, { action: 'save', name: 'Soft' })).id;
  const mix = { channels: [], master: 1 };
  for (const [what, name] of Object.entries(BAD)) {
    if (/too long|half/.test(what)) continue;
    t.equal((await ask(box, 'POST', '/api/join', { body: { name } })).status, 400, `join: ${what}`);
    const file = { format: 'stagebox-presets', version: 1, presets: [{ name, mix }] };
    const replies = await Promise.all([
      a.command(`device/${anna.uuid}`, { action: 'rename', name }),
      e.command(`device/${anna.uuid}`, { action: 'rename', name }),
      a.command(`device/${anna.uuid}`, {
        action: 'groups',
        groups: [{ name, color: '#000000', channels: [1] }],
      }),
      a.command(`preset/${anna.uuid}`, { action: 'save', name }),
      a.command(`preset/${anna.uuid}`, { action: 'rename', id: preset, name }),
      a.command(`preset/${anna.uuid}`, { action: 'import', file }),
      e.command('setlist', { action: 'set', songs: [{ name }] }),
      a.command('session', { action: 'create', name }),
      e.command('channel/0', { set: { name } }),
    ]);
    for (const [i, reply] of replies.entries()) t.match(reply, { ok: false, path: /name$/ }, `${what}, door ${i}`);
    if (what === 'a line break') continue;
    t.match(
      await a.command(`session/${session}`, { action: 'message', text: name }),
      { ok: false, path: 'text' },
      what,
    );
    t.match(await a.command(`ask/${anna.uuid}`, { action: 'ask', text: name }), { ok: false, path: 'text' }, what);
  }
});
