/** A trim as shown: `−3.0`, `0.0`, `+1.5`, with a true minus sign. Pure. `db` in dB. */
export function trimText(db: number): string {
  return db === 0 ? '0.0' : `${db < 0 ? '−' : '+'}${Math.abs(db).toFixed(1)}`;
}
