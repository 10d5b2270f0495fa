/** The gain of one input: one drag, with the input's meter beside it. Every mix may follow or stay. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { MAX_TRIM_DB } from '../../wire/limits.js';
import type { BoxChannel } from '../../wire/messages.js';
import { type Drag, moveDrag, startDrag } from '../fader/drag.js';
import { railAt } from '../fader/motion.js';
import { figure, t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import { Meter } from '../meter/meter.js';
import type { BoxLink } from '../model/box-link.js';
import { Switch } from '../shell/controls.js';
import { LatestSender } from './latest-sender.js';
import { TRIM_STEP_DB, trimAt, trimBy, trimByKey, trimTravel } from './trim-law.js';
import { trimText } from './trim-text.js';

/** Sends a trim; resolves once the box has answered. */
type Send = (trimDb: number, compensate: boolean) => Promise<unknown>;

export function Trim({ channel, connected, send }: { channel: BoxChannel; connected: BoxLink; send: Send }) {
  const compensate = useSignal(true);
  /** What the hand has set and the box has not confirmed. */
  const held = useSignal<number | undefined>(undefined);
  const sender = useMemo(
    () =>
      new LatestSender<number>(
        (trimDb) => send(trimDb, compensate.peek()),
        () => {
          held.value = undefined;
        },
      ),
    [],
  );
  useEffect(() => () => sender.stop(), [sender]);
  const db = held.value ?? channel.trimDb;
  const set = (trimDb: number) => {
    if (trimDb === db) return;
    held.value = trimDb;
    sender.send(trimDb);
  };
  const { meters } = connected;
  const source = useMemo(
    () => ({ read: () => meters.peak[channel.index] ?? 0, count: () => meters.count }),
    [meters, channel.index],
  );
  return (
    <div class="stack stack--tight">
      <div class="row">
        <span class="grow">
          <strong>{t('trim')}</strong>
          <br />
          <span class="quiet small">{t('trimHint')}</span>
        </span>
        <button
          type="button"
          class="button button--icon"
          aria-label={t('trimDown')}
          onClick={() => set(trimBy(db, -TRIM_STEP_DB))}
        >
          <Icon name="minus" />
        </button>
        <output class="dock__db">{trimText(db)} dB</output>
        <button
          type="button"
          class="button button--icon"
          aria-label={t('trimUp')}
          onClick={() => set(trimBy(db, TRIM_STEP_DB))}
        >
          <Icon name="plus" />
        </button>
      </div>
      <TrimFader db={db} onSet={set}>
        <Meter class="fader__meter" wide source={source} />
      </TrimFader>
      <Switch
        label={t('compensate')}
        hint={t('compensateHint')}
        on={compensate.value}
        onChange={(on) => {
          compensate.value = on;
        }}
      />
    </div>
  );
}

/** Moves relative to the finger, finer the further it strays to the side, like every fader. */
function TrimFader({ db, onSet, children }: { db: number; onSet: (db: number) => void; children: ComponentChildren }) {
  const rail = useRef<HTMLDivElement>(null);
  const drag = useRef<{ readonly id: number; now: Drag } | undefined>(undefined);
  const travel = drag.current?.now.moved === true ? drag.current.now.travel : trimTravel(db);
  const end = (event: PointerEvent) => {
    if (drag.current?.id === event.pointerId) drag.current = undefined;
  };
  return (
    <div
      class="fader fader--wide"
      role="slider"
      tabIndex={0}
      aria-label={t('trim')}
      aria-orientation="horizontal"
      aria-valuemin={-MAX_TRIM_DB}
      aria-valuemax={MAX_TRIM_DB}
      aria-valuenow={db}
      aria-valuetext={t('decibels', { n: figure(db, 1) })}
      onPointerDown={(event) => {
        if (drag.current !== undefined || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { id: event.pointerId, now: startDrag(trimTravel(db), event.clientX, event.clientY) };
      }}
      onPointerMove={(event) => {
        const held = drag.current;
        if (held === undefined || held.id !== event.pointerId) return;
        held.now = moveDrag(held.now, event.clientX, event.clientY, Math.max(40, rail.current?.clientWidth ?? 0));
        if (held.now.moved) onSet(trimAt(held.now.travel));
      }}
      onPointerUp={end}
      onPointerCancel={end}
      onKeyDown={(event) => {
        const next = event.altKey || event.ctrlKey || event.metaKey ? undefined : trimByKey(event.key, db);
        if (next === undefined) return;
        event.preventDefault();
        onSet(next);
      }}
    >
      <div class="fader__well" />
      {children}
      <div ref={rail} class="fader__rail" style={{ transform: railAt(travel, true) }}>
        <div class="fader__cap" />
      </div>
    </div>
  );
}
