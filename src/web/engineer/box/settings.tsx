/**
 * The box's settings and its sound card, where the box allows changes from here.
 */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Setting, SettingsAnswer, SourcesAnswer } from '../../../wire/answers.js';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { SettingRow } from './setting-row.js';
import { SourcePick } from './source-choice.js';

/** Settings for engineers; the rest is for the person who sets up the box or its network. */
const USUAL = [
  'name',
  'period',
  'limiter-ceiling',
  'native-clients',
  'pedal',
  'midi-in',
  'captive-portal',
  'backup-interval',
];
const isUsual = ({ name }: Setting) => USUAL.includes(name);

export function Settings({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const list = useSignal<readonly Setting[]>([]);
  const sources = useSignal<SourcesAnswer['sources']>([]);
  const current = useSignal('');
  useEffect(() => {
    // A box that offers neither shows neither.
    page.api.json<SettingsAnswer>('GET', '/api/settings').then(
      (answer) => {
        list.value = answer.settings;
      },
      () => undefined,
    );
    page.api.json<SourcesAnswer>('GET', '/api/sources').then(
      (answer) => {
        current.value = answer.current;
        sources.value = answer.sources;
      },
      () => undefined,
    );
  }, [list, sources, current]);
  if (list.value.length === 0 && sources.value.length === 0) return null;
  return (
    <section class="card stack columns__wide">
      <h2>{t('settings')}</h2>
      {sources.value.length > 0 && <SourcePick sources={sources.value} current={current.value} connected={connected} />}
      <div class="settings">
        {list.value.filter(isUsual).map((setting) => (
          <SettingRow key={setting.name} setting={setting} />
        ))}
      </div>
      <details>
        <summary class="list__item">{t('settingsRare')}</summary>
        <div class="settings">
          {list.value
            .filter((setting) => !isUsual(setting))
            .map((setting) => (
              <SettingRow key={setting.name} setting={setting} named />
            ))}
        </div>
      </details>
    </section>
  );
}
