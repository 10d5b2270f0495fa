/**
 * The phone's Back button closes what lies over the page, one layer after another, instead of leaving the page: for
 * each layer there is one entry of the browser's history more.
 */
export interface Layer {
  /** What Back does to it: closes it, or nothing. */
  onBack: (() => void) | 'stays';
}

const layers: Layer[] = [];
/** On the way to another entry of our own will: where it ends is not the user's Back. */
let travelling = false;
let settling = false;

/** How many layers the present entry of the history stands for. */
const depth = (): number => Number((history.state as { layers?: number } | null)?.layers ?? 0);

/** Makes the history as deep as the layers are; later, for one layer may only make room for another. */
function settle(): void {
  if (settling) return;
  settling = true;
  queueMicrotask(() => {
    settling = false;
    if (travelling) return;
    for (let at = depth(); at < layers.length; ) history.pushState({ layers: ++at }, '');
    const over = depth() - layers.length;
    if (over <= 0) return;
    travelling = true;
    history.go(-over);
  });
}

window.addEventListener('popstate', () => {
  if (travelling) {
    travelling = false;
    settle();
    return;
  }
  const over = layers.slice(depth()).reverse();
  for (const layer of over) {
    if (layer.onBack === 'stays') {
      // Forward, not a new entry: browsers pass over entries that were made without a touch.
      travelling = true;
      history.forward();
      return;
    }
    layer.onBack();
  }
  // One that did not close after all has an entry again.
  setTimeout(settle);
});

// A page that was loaded anew has nothing over it.
if (depth() > 0) history.replaceState(null, '');

/** Lies over the page from now on; returns how to take it away. */
export function addLayer(layer: Layer): () => void {
  layers.push(layer);
  settle();
  return () => {
    layers.splice(layers.indexOf(layer), 1);
    settle();
  };
}

/** To another address of the page: an entry that only stood for a layer gives it its place. */
export function goTo(hash: string): void {
  if (depth() > 0) location.replace(hash);
  else location.hash = hash;
}
