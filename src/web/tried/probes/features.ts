/** What the browser has, or has not. Main thread. */
import { PageStorage } from '../../link/storage.js';
import type { Figures } from '../findings.js';

type FeatureId = 'agent' | 'secure' | 'wakeLock' | 'mediaSession' | 'audioSession' | 'storage';

export function features(): Pick<Figures, FeatureId> {
  return {
    agent: navigator.userAgent,
    secure: window.isSecureContext,
    wakeLock: 'wakeLock' in navigator,
    mediaSession: 'mediaSession' in navigator,
    audioSession: 'audioSession' in navigator,
    storage: new PageStorage(() => window.localStorage).lasting,
  };
}
