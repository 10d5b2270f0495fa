import t from 'tap';
import { HISTORY_SLOTS } from '../../src/control/mix/history.js';
import { OP_SLOTS } from '../../src/control/state/ops.js';
import { MAX_OWN_SESSIONS, MAX_PRESETS, MAX_REQUESTS } from '../../src/wire/limits.js';
import { Stage } from './common/stage.js';
import { fill } from './fuzz/fill.js';

t.test('a filled box keeps as much of each device as it ever keeps', async (t) => {
  const stage = await Stage.start();
  t.teardown(() => stage.stop());
  const anna = await stage.box.join('Anna', { uuid: 'anna' });
  await fill(stage, [anna], ['app']);
  const { rows } = (await stage.box.json('/api/backup', { token: stage.engineer.token })) as { rows: object };
  const keys = Object.keys(rows);
  const kept = (beginning: string) => keys.filter((key) => key.startsWith(beginning)).length;
  t.equal(kept('history/anna/'), HISTORY_SLOTS);
  t.equal(kept('history/app/'), HISTORY_SLOTS);
  t.equal(kept('op/anna/'), OP_SLOTS);
  t.equal(kept('preset/anna/'), MAX_PRESETS);
  t.equal(kept('ask/'), MAX_REQUESTS);
  t.equal(kept('session/'), MAX_OWN_SESSIONS);
});
