/** Creates or edits a group of channels, or makes one out of a group that the page built by itself. */
import { type Signal, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { ChannelGroup } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import { ChannelIcon, Icon } from '../../icons/icon.js';
import type { StripInfo } from '../../model/mix/strips.js';
import { usePage } from '../../model/page-context.js';
import { Field } from '../../shell/controls.js';
import { Sheet } from '../../shell/sheet.js';
import { Sure } from '../../shell/sure.js';
import { COLOURS, ColourSwatches } from '../../shell/swatches.js';
import { stripColours } from '../../strip/strip.js';
import { groupName } from './group-name.js';
import { channelsOf, groupsOf, membersOf } from './grouping.js';

/** `group` is a made group's id, `new`, or the key of a group that the page built by itself. */
export function GroupSheet({ group }: { group: string }) {
  const page = usePage();
  const device = page.shown.device.value;
  const made = device?.groups ?? [];
  const existing = made.find(({ id }) => id === group);
  // Initial values of the form; later changes from outside do not touch an open form.
  const start = useMemo(() => formOf(group, made, page.shown.strips.value), []);
  const name = useSignal(start.name);
  const color = useSignal(start.color);
  const channels = useSignal(start.channels);
  const connected = page.access.link.value;
  if (connected === undefined || device === undefined) return null;
  const keep = (groups: readonly (Omit<ChannelGroup, 'id'> & { id?: string })[]) =>
    connected
      .command(`device/${device.uuid}`, { action: 'groups', groups })
      .then(page.screen.closeSheet, page.notices.tell);
  const save = (event: Event) => {
    event.preventDefault();
    const next = { name: name.value.trim(), color: color.value, channels: channels.value };
    keep(
      existing === undefined
        ? [...made, next]
        : made.map((other) => (other.id === existing.id ? { ...next, id: other.id } : other)),
    );
  };
  return (
    <Sheet title={t(existing === undefined ? 'newGroup' : 'groupTitle')} onClose={page.screen.closeSheet}>
      <form class="stack" onSubmit={save}>
        <Field label={t('groupName')}>
          <input
            class="input"
            maxLength={24}
            placeholder={t('groupNameHint')}
            value={name.value}
            onInput={(event) => {
              name.value = event.currentTarget.value;
            }}
          />
        </Field>
        <ColourSwatches
          color={color.value}
          onPick={(picked) => {
            color.value = picked;
          }}
        />
        <Members channels={channels} />
        <div class="row sheet__foot">
          {existing !== undefined && (
            <Sure
              danger
              text={t('dissolveGroup')}
              onSure={() => void keep(made.filter(({ id }) => id !== existing.id))}
            />
          )}
          <button
            type="submit"
            class="button button--main grow"
            disabled={name.value.trim() === '' || channels.value.length === 0}
          >
            {t('save')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

/** The form's first values: those of the group, or empty ones with a colour that is still free. */
function formOf(group: string, made: readonly ChannelGroup[], strips: readonly StripInfo[]): Omit<ChannelGroup, 'id'> {
  const existing = made.find(({ id }) => id === group);
  const shown = groupsOf(strips, made).find(({ key }) => key === group);
  return {
    name: shown === undefined ? '' : groupName(shown),
    color: existing?.color ?? shown?.color ?? freeColour(made),
    channels: existing?.channels ?? channelsOf(shown?.members ?? []),
  };
}

/** Every strip of the mix, with a mark on the members of the group. */
function Members({ channels }: { channels: Signal<readonly number[]> }) {
  const page = usePage();
  const toggle = (strip: StripInfo) => {
    const both = channelsOf([strip]);
    const rest = channels.value.filter((ch) => !both.includes(ch));
    channels.value = isIn(strip, channels.value) ? rest : [...rest, ...both].sort((a, b) => a - b);
  };
  return (
    <fieldset class="members">
      <legend>{t('groupMembers')}</legend>
      {page.shown.strips.value.map((strip) => (
        <button
          key={strip.ch}
          type="button"
          class="picker__item"
          aria-pressed={isIn(strip, channels.value)}
          style={stripColours(strip)}
          onClick={() => toggle(strip)}
        >
          <span class="strip__tile">
            <ChannelIcon icon={strip.icon} />
          </span>
          <span class="grow">{strip.name}</span>
          <span class="picker__check">{isIn(strip, channels.value) && <Icon name="check" />}</span>
        </button>
      ))}
    </fieldset>
  );
}

const isIn = (strip: StripInfo, channels: readonly number[]): boolean => membersOf([strip], channels).length > 0;

/** The first colour that no other group has. */
function freeColour(made: readonly ChannelGroup[]): string {
  const taken = new Set(made.map(({ color }) => color.toLowerCase()));
  return (COLOURS.find(([colour]) => !taken.has(colour)) ?? COLOURS[0])[0];
}
