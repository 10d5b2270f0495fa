/** Whether a pointer came down on the handle of a control, and not elsewhere on its way. */

/** A finger is broader than it looks: this much beside the handle still counts, CSS px. */
const BESIDE_PX = 4;

export function touchesHandle(handle: Element | null | undefined, at: { clientX: number; clientY: number }): boolean {
  if (handle === null || handle === undefined) return false;
  const { left, right, top, bottom } = handle.getBoundingClientRect();
  return (
    at.clientX >= left - BESIDE_PX &&
    at.clientX <= right + BESIDE_PX &&
    at.clientY >= top - BESIDE_PX &&
    at.clientY <= bottom + BESIDE_PX
  );
}
