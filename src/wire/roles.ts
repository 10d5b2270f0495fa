/** Roles of devices, and the engineer's lock on a mix. The box decides by these rules; the page shows them. Pure. */

export type Role = 'musician' | 'engineer';

/** Who may still change a locked mix: only engineers, or nobody. Without a lock, its owner may change it too. */
export type MixLock = 'engineer' | 'nobody';

export const MIX_LOCKS: readonly MixLock[] = ['engineer', 'nobody'];

/** Whether a lock (null: none) lets this role change the mix. It does not say whose mix it is. */
export function lockAdmits(lock: MixLock | null, role: Role | 'box'): boolean {
  return lock === null || (lock === 'engineer' && role === 'engineer');
}
