import { readFileSync } from 'node:fs';
import t from 'tap';
import { withGenerated } from '../../../src/control/commands/protocol-docs.js';
import { COMMANDS } from '../../../src/control/commands/table.js';
import { topics } from '../../../src/wire/topics.js';

const page = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');

/** The formatter pads the columns of tables. */
const unpadded = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');

t.equal(
  unpadded(withGenerated(page)),
  unpadded(page),
  'docs/protocol.md has the tables of the code (node scripts/protocol-docs.mjs writes them)',
);

t.test('every topic of the box is on the page', async (t) => {
  const own = '<uuid>';
  const session = '<id>';
  const named = [
    topics.reply(own),
    topics.inbox(own),
    topics.mixSnapshot(own),
    topics.mixDelta(own),
    topics.devicesList(),
    topics.devicesDelta(),
    topics.welcome(own),
    topics.presets(own),
    topics.offer(own),
    topics.scenes(),
    topics.setlist(),
    topics.history(own),
    topics.sessions(),
    topics.participants(session),
    topics.messages(session),
    topics.message(session),
    topics.strip('<n>'),
    topics.boxInfo(),
    topics.boxChannels(),
    topics.boxMeters(),
    topics.boxReductions(),
    topics.boxStatus(),
    topics.boxAsks(),
    topics.boxCheck(),
    topics.boxPanic(),
  ];
  t.equal(named.length, Object.keys(topics).length);
  for (const topic of named) t.ok(page.includes(`\`${topic}\``), topic);
});

t.test('every command is one row, and no two share a name', async (t) => {
  const names = COMMANDS.map(({ kind, action }) => `${kind} ${action}`);
  t.equal(new Set(names).size, names.length);
});

t.test('every HTTP route is on the page', async (t) => {
  const sources = ['routes-core', 'routes-band']
    .map((name) => readFileSync(new URL(`../../../../src/control/http/${name}.ts`, import.meta.url), 'utf8'))
    .join('\n');
  for (const [, path] of sources.matchAll(/path: '(\/api\/[^']+)'/g)) {
    const last = path!.split('/').at(-1)!;
    t.ok(
      page.includes(path!) ||
        page.includes(path!.replace(':id', ':uuid')) ||
        page.includes(`/${last}`) ||
        page.includes(`…/${last}`),
      path,
    );
  }
});
