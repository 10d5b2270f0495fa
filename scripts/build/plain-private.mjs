// Private fields of classes (`#name`) as plain fields with short names in the page's scripts. TypeScript already holds
// that nothing reads them from outside. Safari 14.0 knows no private fields, so esbuild would make a WeakMap of each.
// That costs 5 kB more for the first screen, and a map search for every access, in the audio thread too.
import { readFileSync } from 'node:fs';

/** After a dot, or where a member begins. Only there does a `#` precede a name in code. */
const PRIVATE = /(\.|^\s+(?:(?:readonly|static|async|get|set) )*)#(?=[a-zA-Z])/gm;

/** Options for esbuild. Names with this prefix become short ones, the same in all files of a build. */
export const plainPrivate = {
  mangleProps: /^private_/,
  plugins: [
    {
      name: 'plain-private',
      setup(build) {
        build.onLoad({ filter: /[\\/]src[\\/].*\.tsx?$/ }, ({ path }) => ({
          contents: readFileSync(path, 'utf8').replace(PRIVATE, '$1private_'),
          loader: path.endsWith('x') ? 'tsx' : 'ts',
        }));
      },
    },
  ],
};
