// Builds everything `npm start` and `npm test` need into dist/. Steps are files in scripts/build/, run in this order;
// `node scripts/build.mjs kernel types` runs only those.
const STEPS = ['layouts', 'addon', 'kernel', 'types', 'web'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((step) => !STEPS.includes(step));
if (unknown.length > 0) {
  console.error(`build: unknown step ${unknown.join(', ')}; there are ${STEPS.join(', ')}`);
  process.exit(2);
}
for (const step of STEPS) {
  if (wanted.length > 0 && !wanted.includes(step)) continue;
  const started = performance.now();
  const { build } = await import(`./build/${step}.mjs`);
  const note = await build();
  console.log(`build: ${step} ${note ?? 'ok'} (${Math.round(performance.now() - started)} ms)`);
}
