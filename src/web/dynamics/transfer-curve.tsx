/** The level behind a gate or a compressor against the level before it, up to 0 dBFS both ways. */

/** Units of the drawing, both ways. */
const SIZE = 120;
/** Between two lines, dB. */
const GRID_DB = 12;

/** `leastDb`: where the drawing begins, dBFS. `levelAfter`: dBFS behind it, of a steady level in dBFS before it. */
export function TransferCurve({
  label,
  leastDb,
  levelAfter,
}: {
  label: string;
  leastDb: number;
  levelAfter: (db: number) => number;
}) {
  const placeOf = (db: number): number => (1 - db / leastDb) * SIZE;
  const lines = Array.from({ length: -leastDb / GRID_DB - 1 }, (_, i) => leastDb + (i + 1) * GRID_DB);
  const points = Array.from({ length: -2 * leastDb + 1 }, (_, i) => leastDb + i / 2).map((db) => {
    const after = Math.min(0, Math.max(leastDb - 6, levelAfter(db)));
    return `${placeOf(db).toFixed(1)} ${(SIZE - placeOf(after)).toFixed(1)}`;
  });
  return (
    <svg viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={label}>
      {lines.map((db) => (
        <g key={db} class="eq-curve__grid">
          <line x1={placeOf(db)} x2={placeOf(db)} y1={0} y2={SIZE} />
          <line x1={0} x2={SIZE} y1={placeOf(db)} y2={placeOf(db)} />
        </g>
      ))}
      <path class="eq-curve__grid" d={`M0 ${SIZE}L${SIZE} 0`} />
      <path class="eq-curve__line" d={`M${points.join('L')}`} />
    </svg>
  );
}
