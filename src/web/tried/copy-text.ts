/** Copies a text; over plain http there is no clipboard interface. Main thread, inside a tap. */

/** @param shown holds the same text, and is selected where the older way is needed. False if the browser refuses. */
export async function copyText(text: string, shown: HTMLTextAreaElement): Promise<boolean> {
  try {
    if (navigator.clipboard === undefined) throw new Error('no clipboard');
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    shown.focus();
    shown.select();
    return document.execCommand('copy');
  }
}
