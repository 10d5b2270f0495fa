/**
 * The response of a strip or an equaliser, drawn. Dragging moves the band that is nearest. Everything it does can be
 * done with the sliders below it too.
 */
import { useRef } from 'preact/hooks';
import { type Section, sectionDb } from '../../audio/mixer/filter-design.js';
import { EQ_PARAMETERS } from '../../wire/eq.js';
import { lawOf } from './value-law.js';

/** Units of the drawing. */
const WIDTH = 320;
const HEIGHT = 140;
const LEAST_HZ = 20;
const MOST_HZ = 20_000;
const MOST_DB = 18;
/** The box runs at 44.1 or 48 kHz; drawn, they differ only close to 20 kHz. */
const RATE = 48_000;
const GRID_HZ = [100, 1_000, 10_000];
const GRID_DB = [-12, -6, 0, 6, 12];

const xOf = (hz: number): number => (Math.log(hz / LEAST_HZ) / Math.log(MOST_HZ / LEAST_HZ)) * WIDTH;
const yOf = (db: number): number => HEIGHT / 2 - (db / MOST_DB) * (HEIGHT / 2);
const hzLaw = lawOf(EQ_PARAMETERS.eq1Hz);
const dbLaw = lawOf(EQ_PARAMETERS.eq1Db);

export type Band = '1' | '2' | '3' | '4';

interface Point {
  readonly name: Band;
  readonly hz: number;
  readonly db: number;
}

export function EqCurve({
  sections,
  points,
  chosen,
  dim,
  label,
  onChoose,
  onMove,
}: {
  sections: readonly Section[];
  points: readonly Point[];
  chosen: Band;
  /** The equaliser is off: its points stand, and the curve is what sounds. */
  dim: boolean;
  label: string;
  onChoose: (name: Band) => void;
  onMove: (name: Band, hz: number, db: number) => void;
}) {
  const drag = useRef<{ readonly id: number; readonly name: Band } | undefined>(undefined);
  const end = (event: PointerEvent) => {
    if (drag.current?.id === event.pointerId) drag.current = undefined;
  };
  return (
    <svg
      class={`eq-curve${dim ? ' eq-curve--dim' : ''}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      onPointerDown={(event) => {
        if (event.button !== 0 || drag.current !== undefined) return;
        const { x, y } = placeOf(event);
        const distance = (point: Point) => (xOf(point.hz) - x) ** 2 + (yOf(point.db) - y) ** 2;
        const { name } = [...points].sort((a, b) => distance(a) - distance(b))[0];
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { id: event.pointerId, name };
        onChoose(name);
      }}
      onPointerMove={(event) => {
        if (drag.current?.id !== event.pointerId) return;
        const { x, y } = placeOf(event);
        const hz = hzLaw.valueAt(hzLaw.stepOf(LEAST_HZ * (MOST_HZ / LEAST_HZ) ** (x / WIDTH)));
        const db = dbLaw.valueAt(dbLaw.stepOf((1 - y / (HEIGHT / 2)) * MOST_DB));
        onMove(drag.current.name, hz, db);
      }}
      onPointerUp={end}
      onPointerCancel={end}
    >
      {GRID_HZ.map((hz) => (
        <line key={hz} class="eq-curve__grid" x1={xOf(hz)} x2={xOf(hz)} y1={0} y2={HEIGHT} />
      ))}
      {GRID_DB.map((db) => (
        <line key={db} class="eq-curve__grid" x1={0} x2={WIDTH} y1={yOf(db)} y2={yOf(db)} />
      ))}
      <path class="eq-curve__line" d={curve(sections)} />
      {points.map(({ name, hz, db }) => (
        <g key={name} class={`eq-curve__point${name === chosen ? ' eq-curve__point--chosen' : ''}`}>
          <circle cx={xOf(hz)} cy={yOf(db)} r={9} />
          <text x={xOf(hz)} y={yOf(db) + 4} text-anchor="middle">
            {name}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** Where the pointer is, in units of the drawing. */
function placeOf(event: PointerEvent): { x: number; y: number } {
  const { left, top, width, height } = (event.currentTarget as SVGElement).getBoundingClientRect();
  const within = (part: number) => Math.min(1, Math.max(0, part));
  return {
    x: within((event.clientX - left) / width) * WIDTH,
    y: within((event.clientY - top) / height) * HEIGHT,
  };
}

function curve(sections: readonly Section[]): string {
  const parts: string[] = [];
  for (let x = 0; x <= WIDTH; x += 2) {
    const hz = LEAST_HZ * (MOST_HZ / LEAST_HZ) ** (x / WIDTH);
    const db = sections.reduce((sum, section) => sum + sectionDb(section, hz, RATE), 0);
    parts.push(`${x === 0 ? 'M' : 'L'}${x} ${yOf(Math.max(-2 * MOST_DB, db)).toFixed(1)}`);
  }
  return parts.join('');
}
