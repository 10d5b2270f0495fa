/** Compiles the Android app's plain-Java part with its JUnit tests, and runs test classes on this machine's JVM. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PATIENCE_MS } from '../harness/patience.js';

const ROOT = fileURLToPath(new URL('../../../android', import.meta.url));
/** Everything except `app`, which needs Android itself. */
const PLAIN = ['protocol', 'playout', 'mix', 'session'];
const JUNIT = ['/usr/share/java/junit4.jar', '/usr/share/java/hamcrest-core.jar', '/usr/share/java/hamcrest.jar'];

/** Why Java tests cannot run here; undefined if they can. */
export function noJava(): string | undefined {
  try {
    execFileSync('javac', ['-version'], { stdio: 'ignore' });
  } catch {
    return 'no JDK here: apt-get install default-jdk-headless junit4';
  }
  return existsSync(JUNIT[0]!) ? undefined : 'no JUnit here: apt-get install junit4';
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.java'))
    .map((name) => join(folder, name));
}

export interface JavaTests {
  /** The test classes found, by full name. */
  readonly classes: readonly string[];
  /** Runs some of them; `properties` become their system properties. Resolves to JUnit's output. */
  run(classes: readonly string[], properties?: Record<string, string>): Promise<{ ok: boolean; output: string }>;
  remove(): void;
}

/** Throws with the compiler's output if anything does not compile without warnings. */
export function compileJava(): JavaTests {
  const out = mkdtempSync(join(tmpdir(), 'stagebox-java-'));
  const jars = JUNIT.filter((jar) => existsSync(jar)).join(':');
  const main = PLAIN.flatMap((name) => sources(join(ROOT, 'src/com/fichatech/stagebox', name)));
  const tests = sources(join(ROOT, 'test'));
  const [mainOut, testOut] = [join(out, 'main'), join(out, 'test')];
  mkdirSync(mainOut);
  mkdirSync(testOut);
  try {
    // Java 8, as the app is built: nothing newer is allowed.
    const usual = ['-encoding', 'UTF-8', '-Xlint:all,-options', '-Werror'];
    execFileSync('javac', ['--release', '8', ...usual, '-d', mainOut, ...main], { stdio: 'pipe' });
    execFileSync('javac', [...usual, '-cp', `${mainOut}:${jars}`, '-d', testOut, ...tests], { stdio: 'pipe' });
  } catch (error) {
    rmSync(out, { recursive: true, force: true });
    throw new Error(String((error as { stderr?: Buffer }).stderr ?? error));
  }
  return {
    classes: tests
      .filter((file) => file.endsWith('Test.java'))
      .map((file) => file.slice(join(ROOT, 'test').length + 1, -'.java'.length).replaceAll('/', '.'))
      .sort(),
    run: (classes, properties = {}) =>
      new Promise((resolve) => {
        const settings = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
        const cp = `${mainOut}:${testOut}:${jars}`;
        const args = ['-Xmx256m', ...settings, '-cp', cp, 'org.junit.runner.JUnitCore', ...classes];
        execFile('java', args, { maxBuffer: 1 << 24, timeout: 2 * PATIENCE_MS }, (error, stdout, stderr) => {
          resolve({ ok: error === null, output: stdout + stderr });
        });
      }),
    remove: () => rmSync(out, { recursive: true, force: true }),
  };
}
