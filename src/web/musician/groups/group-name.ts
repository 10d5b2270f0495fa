import { hasText, t } from '../../i18n/language.js';
import type { Group } from './grouping.js';

/**
 * A made group's own name, or the page's word for the group. `made`: the names that the musician gave. Where one of
 * them is the page's word, the page's group is the rest.
 */
export function groupName(group: Pick<Group, 'key' | 'name'>, made: readonly string[] = []): string {
  if (group.name !== undefined) return group.name;
  const key = `group_${group.key}`;
  const word = hasText(key) ? t(key) : group.key;
  const taken = made.some((name) => name.trim().toLowerCase() === word.toLowerCase());
  return taken ? t('groupRest', { name: word }) : word;
}
