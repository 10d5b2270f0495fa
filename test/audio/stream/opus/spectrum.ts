/** Signal to noise in bands. */

/** Energy in each band of `edges` (hertz), by a naive DFT of Hann windows of 1024 frames. */
export function bandEnergies(samples: Float64Array, edges: readonly number[], rate = 48_000): number[] {
  const size = 1024;
  const energies = edges.slice(1).map(() => 0);
  const hann = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
  const turn = Array.from(
    { length: size },
    (_, i) => [Math.cos((2 * Math.PI * i) / size), Math.sin((2 * Math.PI * i) / size)] as const,
  );
  for (let from = 0; from + size <= samples.length; from += size) {
    for (const [band, low] of edges.slice(0, -1).entries()) {
      for (let bin = Math.ceil((low * size) / rate); bin < (edges[band + 1]! * size) / rate; bin++) {
        let [re, im] = [0, 0];
        for (let i = 0; i < size; i++) {
          const x = samples[from + i]! * hann[i]!;
          const [cos, sin] = turn[(i * bin) % size]!;
          re += x * cos;
          im += x * sin;
        }
        energies[band]! += re * re + im * im;
      }
    }
  }
  return energies;
}
