/** The engineer's desk. */
import { t } from '../i18n/language.js';
import { link } from '../model/app.js';
import { People } from './people.js';

export function Desk() {
  const connected = link.value;
  if (connected === undefined) return null;
  return (
    <div class="page">
      <header class="bar">
        <div class="bar__title">
          <h1>{t('engineerTitle')}</h1>
        </div>
      </header>
      <main class="desk">
        <People connected={connected} />
      </main>
    </div>
  );
}
