/** The Box tab: state, sound, saved mixes, backup and restore, settings. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { figure, hasText, t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { codeText } from '../../model/change-words.js';
import { usePage } from '../../model/page-context.js';
import { saveFile } from '../../shell/save-file.js';
import { Sure } from '../../shell/sure.js';
import { useDesk } from '../desk-context.js';
import { AirCard } from './air.js';
import { figuresOf, type Reading } from './box-figures.js';
import { Notes } from './notes.js';
import { Settings } from './settings.js';
import { SystemCard } from './system.js';

export function BoxTab({ connected }: { connected: BoxLink }) {
  const desk = useDesk();
  const page = usePage();
  const status = connected.status.value;
  return (
    <div class="columns">
      <section class="card stack stack--tight">
        <h2>{t('boxState')}</h2>
        <dl class="figures-list">
          <dt>{t('aboutBox')}</dt>
          <dd>{page.access.box.value?.name}</dd>
          <dt>{t('aboutVersion')}</dt>
          <dd>{page.access.box.value?.version}</dd>
          <dt>{t('source')}</dt>
          <dd>
            {String(page.access.box.value?.source ?? '–')}
            {status.source !== undefined && status.source.state !== 'running' && (
              <span class="badge">{sourceText(status.source.state)}</span>
            )}
          </dd>
          <dt>{t('rate')}</dt>
          <dd class="figures">
            {figure((page.access.box.value?.sampleRate ?? 0) / 1000, 1)} kHz · {page.access.box.value?.periodFrames}
          </dd>
          <dt>{t('storeState')}</dt>
          <dd>{status.store?.state === 'trouble' ? codeText(status.store.code, undefined) : t('storeOk')}</dd>
          {figuresOf(desk.health.value).map((reading) => (
            <Figure key={reading.key} reading={reading} />
          ))}
        </dl>
        <Notes notes={status.notes ?? []} now={connected.time.now()} />
      </section>
      <section class="card stack">
        <h2>{t('keepSafe')}</h2>
        <Backup />
        <h3>{t('savedMixes')}</h3>
        <div class="row row--wrap">
          <Sure
            text={t('houseFactory')}
            onSure={() =>
              connected
                .command('house', { from: null })
                .then(() => page.notices.notify(t('houseSet')), page.notices.tell)
            }
          />
          <Sure
            danger
            text={t('clearMixes')}
            onSure={() =>
              connected
                .command('devices', { action: 'clear' })
                .then(
                  (reply) => page.notices.notify(t('mixesCleared', { n: Number(reply.count ?? 0) })),
                  page.notices.tell,
                )
            }
          />
        </div>
        <h3>{t('thisDesk')}</h3>
        <Sure
          text={t('leaveDesk')}
          onSure={() =>
            page.access.becomeMusician().then(() => {
              page.screen.go('mix');
            }, page.notices.tell)
          }
        />
      </section>
      <AirCard connected={connected} />
      <SystemCard connected={connected} />
      <Settings />
    </div>
  );
}

/** The source, while it does not run. */
function sourceText(state: string): string {
  const key = `source_${state}`;
  return hasText(key) ? t(key) : t('somethingWrong');
}

function Figure({ reading: { key, value, concern } }: { reading: Reading }) {
  return (
    <>
      <dt>{t(key)}</dt>
      <dd class="figures reading">
        {concern !== undefined && (
          <span class={`badge concern concern--${concern}`}>
            <Icon name="alert" size={14} />
            {t(concern === 'bad' ? 'concernBad' : 'concernWarn')}
          </span>
        )}
        <span>{value}</span>
      </dd>
    </>
  );
}

function Backup() {
  const page = usePage();
  const file = useRef<HTMLInputElement>(null);
  const chosen = useSignal<File | undefined>(undefined);
  const download = async () => {
    const response = await page.api.response('GET', '/api/backup', undefined, 30_000);
    saveFile(
      await response.blob(),
      `${page.access.box.value?.name ?? 'stage-box'}-${new Date().toISOString().slice(0, 10)}.backup`,
    );
  };
  const restore = async (source: File) => {
    await page.api.response('POST', '/api/restore', source, 30_000);
    chosen.value = undefined;
    if (file.current !== null) file.current.value = '';
    page.notices.notify(t('restored'));
  };
  return (
    <div class="stack stack--tight">
      <button type="button" class="button" onClick={() => download().catch(page.notices.tell)}>
        {t('backup')}
      </button>
      <label class="button">
        {chosen.value?.name ?? t('restoreFrom')}
        <input
          ref={file}
          class="visually-hidden"
          type="file"
          onChange={(event) => {
            chosen.value = event.currentTarget.files?.[0];
          }}
        />
      </label>
      {chosen.value !== undefined && (
        <Sure
          danger
          text={t('restore')}
          onSure={() => {
            if (chosen.value !== undefined) restore(chosen.value).catch(page.notices.tell);
          }}
        />
      )}
    </div>
  );
}
