/** A component that lies over the page, and what the Back button does to it. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Layer } from '../model/layers.js';
import { usePage } from '../model/page-context.js';

export function useLayer(onBack: Layer['onBack']): void {
  const { layers } = usePage();
  const layer = useRef<Layer>({ onBack });
  layer.current.onBack = onBack;
  useLayoutEffect(() => layers.add(layer.current), [layers]);
}
