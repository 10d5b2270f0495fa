/** My presets as a file: export and import. */
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import type { Page } from '../../model/page.js';
import { usePage } from '../../model/page-context.js';
import { saveFile } from '../../shell/save-file.js';

export function PresetFiles({ connected }: { connected: BoxLink }) {
  const page = usePage();
  return (
    <div class="row">
      <button type="button" class="button grow" onClick={() => exportPresets(page, connected).catch(page.notices.tell)}>
        {t('presetsExport')}
      </button>
      <label class="button grow">
        {t('presetsImport')}
        <input
          class="visually-hidden"
          type="file"
          accept=".json,application/json"
          onChange={(event) => {
            const input = event.currentTarget;
            const file = input.files?.[0];
            if (file !== undefined) void importPresets(page, connected, file).catch(page.notices.tell);
            input.value = '';
          }}
        />
      </label>
    </div>
  );
}

async function exportPresets(page: Page, connected: BoxLink): Promise<void> {
  const response = await page.api.response('GET', `/api/presets/${connected.uuid}/export`);
  saveFile(await response.blob(), `${page.identity.name.peek()}-presets.json`);
}

async function importPresets(page: Page, connected: BoxLink, file: File): Promise<void> {
  const answer = await page.api.response('POST', `/api/presets/${connected.uuid}/import`, file);
  const { count } = (await answer.json()) as { count?: number };
  page.notices.notify(t('presetsImported', { n: count ?? 0 }));
}
