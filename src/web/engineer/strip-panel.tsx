/** The strip of one input: polarity, high-pass, gate, compressor and four bands. Everybody hears it. */
import { useSignal } from '@preact/signals';
import { stripSections } from '../../audio/mixer/strip-plan.js';
import type { BoxChannel } from '../../wire/messages.js';
import { FLAT_STRIP, STRIP_PARAMETERS, type StripSettings } from '../../wire/strip.js';
import { CompressorSection } from '../dynamics/compressor-section.js';
import { GateSection } from '../dynamics/gate-section.js';
import { EqBands } from '../eq/eq-bands.js';
import { ValueRange } from '../eq/value-range.js';
import { t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';
import { usePage } from '../model/page-context.js';
import { Choice, Field, Switch } from '../shell/controls.js';
import { useReductions, useStrip } from './held-strip.js';
import { StripStartsSheet } from './strip-starts-sheet.js';

/** For drawing; the box computes the filters for its own rate. */
const RATE = 48_000;

const SLOPES = [
  ['12', '12'],
  ['18', '18'],
  ['24', '24'],
] as const;

type Set = (what: Partial<StripSettings>) => void;

export function StripPanel({ channel, connected }: { channel: BoxChannel; connected: BoxLink }) {
  const { strip, set } = useStrip(connected, channel.index);
  const reduced = useReductions(connected, channel.index, strip?.gateOn === true || strip?.compOn === true);
  if (strip === undefined) return null;
  return (
    <section class="stack stack--tight" aria-label={t('stripTitle')}>
      <span>
        <strong>{t('stripTitle')}</strong>
        <br />
        <span class="quiet small">{t('stripHint')}</span>
      </span>
      <StartFrom icon={channel.icon} set={set} />
      <Switch label={t('stripInvert')} on={strip.invert} onChange={(invert) => set({ invert })} />
      <HighPass strip={strip} set={set} />
      <GateSection gate={strip} reduction={() => reduced.value.gate} onSet={set} />
      <CompressorSection comp={strip} reduction={() => reduced.value.comp} onSet={set} />
      <Switch label={t('eqOn')} on={strip.eqOn} onChange={(eqOn) => set({ eqOn })} />
      <EqBands eq={strip} sections={stripSections(strip, RATE)} onSet={set} />
      <CopyFrom channel={channel} connected={connected} />
      <button type="button" class="button" onClick={() => set({ ...FLAT_STRIP, invert: strip.invert })}>
        {t('stripFlat')}
      </button>
    </section>
  );
}

/** A button, and the sheet with strips by instrument. */
function StartFrom({ icon, set }: { icon: string; set: Set }) {
  const open = useSignal(false);
  return (
    <>
      <button
        type="button"
        class="button"
        onClick={() => {
          open.value = true;
        }}
      >
        {t('startOpen')}
      </button>
      {open.value && (
        <StripStartsSheet
          icon={icon}
          onPick={set}
          onClose={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
}

function HighPass({ strip, set }: { strip: StripSettings; set: Set }) {
  return (
    <>
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
    </>
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
