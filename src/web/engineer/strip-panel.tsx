/** The strip of one input: polarity, high-pass, gate, compressor and four bands. Everybody hears it. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { stripSections } from '../../audio/mixer/strip-plan.js';
import type { BoxChannel } from '../../wire/messages.js';
import { FLAT_STRIP, STRIP_PARAMETERS, type StripSettings } from '../../wire/strip.js';
import { topics } from '../../wire/topics.js';
import { CompressorSection } from '../dynamics/compressor-section.js';
import { GateSection } from '../dynamics/gate-section.js';
import { EqBands } from '../eq/eq-bands.js';
import { ValueRange } from '../eq/value-range.js';
import { t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';
import { usePage } from '../model/page-context.js';
import { Choice, Field, Switch } from '../shell/controls.js';
import { LatestSender } from './latest-sender.js';

/** For drawing; the box computes the filters for its own rate. */
const RATE = 48_000;

const SLOPES = [
  ['12', '12'],
  ['18', '18'],
  ['24', '24'],
] as const;

export function StripPanel({ channel, connected }: { channel: BoxChannel; connected: BoxLink }) {
  const page = usePage();
  const { index } = channel;
  const given = useSignal<StripSettings | undefined>(undefined);
  /** What the hand has set and the box has not confirmed. */
  const held = useSignal<Partial<StripSettings>>({});
  /** By how much its gate and its compressor turn it down now, dB. */
  const reduced = useSignal({ gate: 0, comp: 0 });
  const sender = useMemo(
    () =>
      new LatestSender<Partial<StripSettings>>(
        (set) => connected.command(`strip/${index}`, { action: 'set', set }).catch(page.notices.tell),
        () => {
          held.value = {};
        },
      ),
    [],
  );
  useEffect(
    () =>
      connected.watch(topics.strip(index), ({ strip }) => {
        given.value = strip;
      }),
    [connected, index],
  );
  useEffect(() => () => sender.stop(), [sender]);
  const acts = given.value?.gateOn === true || given.value?.compOn === true;
  useEffect(() => {
    if (!acts) return undefined;
    return connected.watch(topics.boxReductions(), ({ gate, comp }) => {
      reduced.value = { gate: gate[index] ?? 0, comp: comp[index] ?? 0 };
    });
  }, [connected, index, acts]);
  if (given.value === undefined) return null;
  const strip = { ...given.value, ...held.value };
  const set = (what: Partial<StripSettings>) => {
    held.value = { ...held.peek(), ...what };
    sender.send(held.peek());
  };
  return (
    <section class="stack stack--tight" aria-label={t('stripTitle')}>
      <span>
        <strong>{t('stripTitle')}</strong>
        <br />
        <span class="quiet small">{t('stripHint')}</span>
      </span>
      <Switch label={t('stripInvert')} on={strip.invert} onChange={(invert) => set({ invert })} />
      <Switch label={t('stripHighPass')} on={strip.hpOn} onChange={(hpOn) => set({ hpOn })} />
      {strip.hpOn && (
        <>
          <ValueRange
            label={t('stripHighPassAt')}
            parameter={STRIP_PARAMETERS.hpHz}
            value={strip.hpHz}
            onSet={(hpHz) => set({ hpHz })}
          />
          <Choice
            label={t('stripSlope')}
            value={String(strip.hpSlope) as '12' | '18' | '24'}
            options={SLOPES}
            onPick={(slope) => set({ hpSlope: Number(slope) })}
          />
        </>
      )}
      <GateSection gate={strip} reductionDb={reduced.value.gate} onSet={set} />
      <CompressorSection comp={strip} reductionDb={reduced.value.comp} onSet={set} />
      <Switch label={t('eqOn')} on={strip.eqOn} onChange={(eqOn) => set({ eqOn })} />
      <EqBands eq={strip} sections={stripSections(strip, RATE)} onSet={set} />
      <CopyFrom channel={channel} connected={connected} />
      <button type="button" class="button" onClick={() => set({ ...FLAT_STRIP, invert: strip.invert })}>
        {t('stripFlat')}
      </button>
    </section>
  );
}

/** Takes over the strip of another input. */
function CopyFrom({ channel, connected }: { channel: BoxChannel; connected: BoxLink }) {
  const page = usePage();
  const others = connected.channels.value.filter((one) => one.index !== channel.index && one.index !== channel.link);
  return (
    <Field label={t('stripCopy')}>
      <select
        class="input"
        value=""
        onChange={(event) => {
          const from = Number(event.currentTarget.value);
          event.currentTarget.value = '';
          connected.command(`strip/${channel.index}`, { action: 'copy', from }).catch(page.notices.tell);
        }}
      >
        <option value="">{t('stripCopyNone')}</option>
        {others.map((one) => (
          <option key={one.index} value={one.index}>
            {one.index + 1} · {one.name}
          </option>
        ))}
      </select>
    </Field>
  );
}
