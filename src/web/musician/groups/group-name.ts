import { hasText, t } from '../../i18n/language.js';
import type { Group } from './grouping.js';

/** A made group's own name, or the page's word for the group. */
export function groupName(group: Pick<Group, 'key' | 'name'>): string {
  const key = `group_${group.key}`;
  return group.name ?? (hasText(key) ? t(key) : group.key);
}
