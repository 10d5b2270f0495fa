/** A panel over the page: from below on a phone, in the middle on a wide screen. The browser's own modal dialog. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import { usePage } from '../model/page-context.js';
import { useLayer } from './layer.js';
import { Toasts } from './toasts.js';

export function Sheet({
  title,
  full = false,
  onClose,
  children,
}: {
  title: string;
  /** Covers the whole screen. */
  full?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const { screen } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const me = useMemo(() => Symbol('sheet'), []);
  useLayoutEffect(() => screen.addPanel(me), [screen, me]);
  useLayer(onClose);
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    const before = document.activeElement;
    element.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`sheet${full ? ' sheet--full' : ''}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div class="sheet__head">
        <h2>{title}</h2>
        <button type="button" class="button button--plain button--icon" aria-label={t('close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div class="sheet__body">{children}</div>
      {screen.panels.value.at(-1) === me && <Toasts />}
    </dialog>
  );
}
