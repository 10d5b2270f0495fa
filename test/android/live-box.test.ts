/** The Android app's session against the real box: its protocol code was written from docs/native-protocol.md alone. */
import t from 'tap';
import { Box } from '../harness/box.js';
import { compileJava, noJava } from './jvm.js';

const missing = noJava();
if (missing) {
  t.plan(0, missing);
} else {
  const java = compileJava();
  const box = await Box.start(['--source', 'tones:8']);
  t.teardown(async () => {
    java.remove();
    await box.stop();
  });
  const live = java.classes.filter((name) => name.includes('.live.'));
  const { ok, output } = await java.run(live, { 'box.web': String(box.webPort) });
  if (!ok) t.comment(output);
  t.ok(ok, 'every live test');
}
