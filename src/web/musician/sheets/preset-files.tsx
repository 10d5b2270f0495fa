/** My presets as a file: export and import. */
import { t } from '../../i18n/language.js';
import { apiResponse } from '../../link/api.js';
import { myName } from '../../model/app.js';
import type { BoxLink } from '../../model/box-link.js';
import { notify, tell } from '../../model/notices.js';
import { saveFile } from '../../shell/save-file.js';

export function PresetFiles({ connected }: { connected: BoxLink }) {
  return (
    <div class="row">
      <button type="button" class="button grow" onClick={() => exportPresets(connected).catch(tell)}>
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
            if (file !== undefined) void importPresets(connected, file).catch(tell);
            input.value = '';
          }}
        />
      </label>
    </div>
  );
}

async function exportPresets(connected: BoxLink): Promise<void> {
  const response = await apiResponse('GET', `/api/presets/${connected.uuid}/export`);
  saveFile(await response.blob(), `${myName.peek()}-presets.json`);
}

async function importPresets(connected: BoxLink, file: File): Promise<void> {
  const answer = await apiResponse('POST', `/api/presets/${connected.uuid}/import`, file);
  const { count } = (await answer.json()) as { count?: number };
  notify(t('presetsImported', { n: count ?? 0 }));
}
