/**
 * Growth over the last part of a course, by a straight line through it: 0.01 = 1 % from its beginning to its end. Pure.
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
