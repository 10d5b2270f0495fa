/** The settings table as text: `--help`, and the table of `docs/settings.md`. Pure. */
import { allowedText, type SettingRow } from './setting-row.js';
import { SETTINGS } from './settings-table.js';

function defaultText(row: SettingRow): string {
  return row.default === undefined ? '—' : `${row.default}${row.unit ? ` ${row.unit}` : ''}`;
}

/** The text of `--help`. */
export function helpText(version: string): string {
  const lines = SETTINGS.flatMap((row: SettingRow) => [
    `  --${row.name} <${allowedText(row.type)}>`,
    `      ${row.help}${row.default === undefined ? '' : ` Default: ${defaultText(row)}.`}`,
  ]);
  return [
    `Fichatech Stage Box ${version}: every musician's own mix on their own phone.`,
    '',
    'Usage: stagebox [--<setting> <value>]…',
    'Each setting is also an environment variable (STAGEBOX_WEB_PORT) and a key of the settings file ("web-port").',
    '',
    ...lines,
    '',
  ].join('\n');
}

/** The settings as a Markdown table. */
export function settingsMarkdown(): string {
  const inCell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  return [
    '| setting | takes | default | restart | what it does |',
    '| --- | --- | --- | --- | --- |',
    ...SETTINGS.map(
      (row: SettingRow) =>
        `| \`--${row.name}\` | ${inCell(allowedText(row.type))} | ${inCell(defaultText(row))} | ${row.needsRestart ? 'yes' : 'no'} | ${inCell(row.help)} |`,
    ),
  ].join('\n');
}
