/**
 * Languages besides the page's own two: one file each, `languages/<code>.json` beside this folder. It has `name`
 * (what the language calls itself) and `words` (its texts by the English ones). The build finds the files; the page
 * loads a language when it is picked.
 */
import type { Words } from './language.js';

export interface FurtherLanguage {
  /** ISO 639: the file's name. */
  readonly code: string;
  readonly name: string;
}

/** The language's texts, from the box. Without an answer there are none, and the page stays English. */
export async function furtherWords(fetcher: typeof fetch, code: string): Promise<Words> {
  try {
    const answer = await fetcher(`/languages/${code}.json`, {});
    const { words } = (await answer.json()) as { words?: Words };
    return answer.ok && words !== undefined ? words : {};
  } catch {
    return {};
  }
}
