/** The level behind a gate or a compressor against the level before it, drawn from −60 to 0 dBFS both ways. */

const LEAST_DB = -60;
/** Units of the drawing, both ways. */
const SIZE = 120;
const GRID_DB = [-48, -36, -24, -12];

const placeOf = (db: number): number => (1 - db / LEAST_DB) * SIZE;

/** `levelAfter`: dBFS behind it, of a steady level in dBFS before it. */
export function TransferCurve({ label, levelAfter }: { label: string; levelAfter: (db: number) => number }) {
  const points = Array.from({ length: -2 * LEAST_DB + 1 }, (_, i) => LEAST_DB + i / 2).map((db) => {
    const after = Math.min(0, Math.max(LEAST_DB - 6, levelAfter(db)));
    return `${placeOf(db).toFixed(1)} ${(SIZE - placeOf(after)).toFixed(1)}`;
  });
  return (
    <svg viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={label}>
      {GRID_DB.map((db) => (
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
