/** The presets of whose mix is shown as a file: export and import. */
import { t } from '../../i18n/language.js';
import type { Page } from '../../model/page.js';
import { usePage } from '../../model/page-context.js';
import { saveFile } from '../../shell/save-file.js';

export function PresetFiles() {
  const page = usePage();
  return (
    <div class="row">
      <button type="button" class="button grow" onClick={() => exportPresets(page).catch(page.notices.tell)}>
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
            if (file !== undefined) void importPresets(page, file).catch(page.notices.tell);
            input.value = '';
          }}
        />
      </label>
    </div>
  );
}

async function exportPresets(page: Page): Promise<void> {
  const response = await page.api.response('GET', `/api/presets/${page.shown.uuid.peek()}/export`);
  saveFile(await response.blob(), `${page.shown.device.peek()?.displayName ?? ''}-presets.json`);
}

async function importPresets(page: Page, file: File): Promise<void> {
  const answer = await page.api.response('POST', `/api/presets/${page.shown.uuid.peek()}/import`, file);
  const { count } = (await answer.json()) as { count?: number };
  page.notices.notify(t('presetsImported', { n: count ?? 0 }));
}
