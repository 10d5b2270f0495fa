/** Hands the desk's state down to its components. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { DeskState } from './desk-state.js';

export const DeskContext = createContext<DeskState | undefined>(undefined);

/** The state of the desk that the component is part of. Throws outside of one. */
export function useDesk(): DeskState {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error('a component outside of the desk');
  return desk;
}
