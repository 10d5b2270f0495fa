/**
 * The response of a strip or an equaliser, drawn. A drag that begins at a band's point moves the band. Everything it
 * does can be done with the sliders below it too.
 */
import { useRef } from 'preact/hooks';
import { type Section, sectionDb } from '../../audio/mixer/filter-design.js';
import {
  type Band,
  drags,
  type Grip,
  gripAt,
  HEIGHT,
  hzAt,
  MOST_DB,
  moved,
  type Place,
  type Point,
  WIDTH,
  xOf,
  yOf,
} from './eq-place.js';

/** The box runs at 44.1 or 48 kHz; drawn, they differ only close to 20 kHz. */
const RATE = 48_000;
const GRID_HZ = [100, 1_000, 10_000];
const GRID_DB = [-12, -6, 0, 6, 12];

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
  const drag = useRef<{ readonly id: number; readonly grip: Grip; moves: boolean } | undefined>(undefined);
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
        const grip = gripAt(points, placeOf(event));
        // Beside the points a finger may have meant to scroll.
        if (grip === undefined) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { id: event.pointerId, grip, moves: false };
        onChoose(grip.name);
      }}
      onPointerMove={(event) => {
        const held = drag.current;
        if (held?.id !== event.pointerId) return;
        const { grip } = held;
        const place = placeOf(event);
        held.moves ||= drags(grip, place);
        if (!held.moves) return;
        const { hz, db } = moved(grip, place);
        onMove(grip.name, hz, db);
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

/** Where the pointer is, in units of the drawing; outside of it too. */
function placeOf(event: PointerEvent): Place {
  const { left, top, width, height } = (event.currentTarget as SVGElement).getBoundingClientRect();
  return { x: ((event.clientX - left) / width) * WIDTH, y: ((event.clientY - top) / height) * HEIGHT };
}

function curve(sections: readonly Section[]): string {
  const parts: string[] = [];
  for (let x = 0; x <= WIDTH; x += 2) {
    const hz = hzAt(x);
    const db = sections.reduce((sum, section) => sum + sectionDb(section, hz, RATE), 0);
    parts.push(`${x === 0 ? 'M' : 'L'}${x} ${yOf(Math.max(-2 * MOST_DB, db)).toFixed(1)}`);
  }
  return parts.join('');
}
