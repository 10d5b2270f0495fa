/** A component that lies over the page, and what the Back button does to it. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { addLayer, type Layer } from '../model/layers.js';

export function useLayer(onBack: Layer['onBack']): void {
  const layer = useRef<Layer>({ onBack });
  layer.current.onBack = onBack;
  useLayoutEffect(() => addLayer(layer.current), []);
}
