/** The Android app's protocol, playout and mix code: plain Java, tested on the JVM. */
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { compileJava, noJava } from './jvm.js';

const VECTORS = fileURLToPath(new URL('../../../docs/native-vectors', import.meta.url));
const missing = noJava();
if (missing) {
  t.plan(0, missing);
} else {
  const java = compileJava();
  t.teardown(() => java.remove());
  const live = /\.live\./;
  for (const name of java.classes.filter((each) => !live.test(each))) {
    t.test(name.slice('com.fichatech.stagebox.'.length), async (t) => {
      const { ok, output } = await java.run([name], { vectors: VECTORS });
      if (!ok) t.comment(output);
      t.ok(ok, 'every test of the class');
    });
  }
}
