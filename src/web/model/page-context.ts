/** Hands the page's objects down to every component. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Page } from './page.js';

export const PageContext = createContext<Page | undefined>(undefined);

/** The page that the component is part of. Throws outside of one. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new Error('a component outside of the page');
  return page;
}
