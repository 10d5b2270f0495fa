/** Judges courses of figures. Pure. */

/**
 * Growth over the last part of a course, by a straight line through it: 0.01 = 1 % from its beginning to its end.
 */
export function growth(course: readonly (readonly [at: number, value: number])[], part: number): number {
  const points = course.slice(Math.floor(course.length * (1 - part)));
  if (points.length < 2) return 0;
  const mean = (side: 0 | 1) => points.reduce((sum, point) => sum + point[side], 0) / points.length;
  const [x0, y0] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0) / spread;
  const at = (x: number) => y0 + slope * (x - x0);
  return at(points.at(-1)![0]) / at(points[0]![0]) - 1;
}

/**
 * Whether a count that should stay the same does, and how it went in words. It has a level, its least value, which must
 * be the same in both halves of the course and at its end. Above that, moments are allowed and listed: the box holds a
 * few descriptors more while it copies its store.
 */
export function level(course: readonly (readonly [at: number, value: number])[]): { text: string; constant: boolean } {
  const least = (points: typeof course) => Math.min(...points.map(([, value]) => value));
  const half = Math.ceil(course.length / 2);
  const [first, second] = [least(course.slice(0, half)), least(course.slice(-half))];
  const moments = course.filter(([, value]) => value > Math.min(first, second));
  const listed = moments.map(([at, value]) => `${value} at ${at.toFixed(0)}`).join(', ');
  return {
    text: `${first}${second === first ? '' : ` → ${second}`}${listed === '' ? '' : `; for a moment ${listed} min`}`,
    constant: first === second && course.at(-1)![1] === second && moments.length <= course.length / 10,
  };
}
