/**
 * The phone's Back button closes what lies over the page, one layer at a time,
 * instead of leaving the page. Each layer adds one entry to the browser's history.
 */
export interface Layer {
  /** What Back does to the layer: closes it, or leaves it open. */
  onBack: (() => void) | 'stays';
}

const layers: Layer[] = [];
/** The page itself is moving through the history: the next `popstate` is not the user's Back. */
let travelling = false;
let settling = false;

/** How many layers the current history entry stands for. */
const depth = (): number => Number((history.state as { layers?: number } | null)?.layers ?? 0);

/**
 * Makes the history as deep as the layers. Deferred to a microtask, since one layer may close only to let another open.
 */
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
      // Forward instead of a new entry: browsers skip entries that were made without a touch.
      travelling = true;
      history.forward();
      return;
    }
    layer.onBack();
  }
  // A layer that did not close gets its entry back.
  setTimeout(settle);
});

// A freshly loaded page has no layers.
if (depth() > 0) history.replaceState(null, '');

/** Adds a layer over the page; returns a function that removes it. */
export function addLayer(layer: Layer): () => void {
  layers.push(layer);
  settle();
  return () => {
    layers.splice(layers.indexOf(layer), 1);
    settle();
  };
}

/** Goes to another address of the page. An entry that only stands for a layer is replaced. */
export function goTo(hash: string): void {
  if (depth() > 0) location.replace(hash);
  else location.hash = hash;
}
