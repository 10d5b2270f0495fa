/** What meters read and who paints them. Types only. */

export interface MeterSource {
  /** Linear peak of a bar now. */
  read(bar: number): number;
  /** Linear peak of the same before its fader, shown as a line; the clip light follows it. */
  readonly pre?: (bar: number) => number;
  /** Height 0…1 of a level in dBFS, for a meter beside a scale. Otherwise linear in dB from −60 to 0. */
  readonly height?: (db: number) => number;
  /** Rises with each new reading. */
  count(): number;
}

/** The theme's colours, for canvases. */
export interface Palette {
  readonly text: string;
  readonly surface: string;
  readonly low: string;
  readonly mid: string;
  readonly high: string;
}

export interface Painter {
  /** Starts drawing a canvas, with `bars` side by side; returns a function that stops it. */
  paint(canvas: object, bars: number, source: MeterSource, wide: boolean): () => void;
  colours(): Palette;
  /** The theme changed: reads the colours again. */
  repaint(): void;
}
