// Is the box healthy? The page answers, the health report can be read, and the period count rises, all within the
// deadline. usage: health.mjs SECONDS — prints one line; exit status 0 healthy, 1 not.
const deadline = performance.now() + Number(process.argv[2] ?? 60) * 1000;
const base = `http://127.0.0.1:${process.env.STAGEBOX_WEB_PORT ?? 5100}`;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function get(path) {
  const answer = await fetch(base + path, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
  return answer;
}

// The count is at the top of the report or one level down, since the report is grouped by part.
function periods(report) {
  for (const part of [report, ...Object.values(report)]) {
    const count = typeof part === 'object' && part !== null ? part.periods : undefined;
    if (typeof count === 'number') return count;
  }
  throw new Error('the health report counts no periods');
}

let fault = 'it was not asked';
while (performance.now() < deadline) {
  try {
    await (await get('/')).text();
    const before = periods(await (await get('/api/health')).json());
    await pause(2000);
    const after = periods(await (await get('/api/health')).json());
    if (after <= before) throw new Error('no period passes: the audio stands still');
    console.log(`healthy: ${after - before} periods in 2 s`);
    process.exit(0);
  } catch (error) {
    fault = error.cause?.message ?? error.message;
  }
  await pause(1000);
}
console.log(`not healthy: ${fault}`);
process.exit(1);
