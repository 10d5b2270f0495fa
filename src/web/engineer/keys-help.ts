/** At the desk, the key `?` lists the keys. */
import { useEffect } from 'preact/hooks';
import { usePage } from '../model/page-context.js';

export function useKeysHelp(): void {
  const { screen } = usePage();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== '?' || event.defaultPrevented || screen.panels.peek().length > 0) return;
      if ((event.target as Element).closest('input, textarea, select') !== null) return;
      event.preventDefault();
      screen.openSheet('keys');
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [screen]);
}
