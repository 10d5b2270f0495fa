/** At the desk, the key `?` lists the keys. */
import { useEffect } from 'preact/hooks';
import { usePage } from '../model/page-context.js';
import { mixerAction } from '../musician/mixer-keys.js';
import { placeOf } from '../musician/shortcuts.js';

export function useKeysHelp(): void {
  const { screen } = usePage();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.defaultPrevented || screen.panels.peek().length > 0) return;
      if (mixerAction(event, placeOf(target))?.type !== 'keys') return;
      event.preventDefault();
      screen.openSheet('keys');
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [screen]);
}
