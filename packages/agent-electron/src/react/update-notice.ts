import { createElement, forwardRef, useCallback, useEffect, useRef } from 'react';
import type { CSSProperties, ForwardRefExoticComponent, ReactNode, RefAttributes } from 'react';
// Defines the element, also where nothing else of that module is used.
import '../renderer/index.ts';
import type { NoticeEventDetail, PhasegateNotice } from '../renderer/index.ts';

/** What `<UpdateNotice />` takes: the attributes of `<phasegate-notice>`, its events, and whatever styles an element. */
export interface UpdateNoticeProps {
  /** Left out, it shows the notice that is due; see docs/styling.md. */
  readonly placement?: 'menu' | 'dialog';
  /** Left out, the system's. */
  readonly theme?: 'light' | 'dark';
  /** Whether the update dialog is open; with `placement="dialog"`. */
  readonly open?: boolean;
  /** The words on the button that closes the dialog; the name of the key that does the same, if not given. */
  readonly closeLabel?: string;
  /** The element's classes. */
  readonly className?: string;
  /** CSS variables (`--phasegate-*`) too. */
  readonly style?: CSSProperties & { readonly [variable: `--${string}`]: string | number };
  /** The element's id. */
  readonly id?: string;
  /** Whether the element is left out of the page. */
  readonly hidden?: boolean;
  /** Slotted content, such as `<span slot="title">`. */
  readonly children?: ReactNode;
  /** A notice came into view. */
  readonly onShown?: (detail: NoticeEventDetail) => void;
  /** A button was pressed; what it does happens in any case. */
  readonly onAct?: (detail: NoticeEventDetail) => void;
  /** The update dialog has closed. */
  readonly onClose?: () => void;
}

type Listeners = Pick<UpdateNoticeProps, 'onShown' | 'onAct' | 'onClose'>;

/** A thin wrapper: it renders the custom element `<phasegate-notice>`, which does the rest. */
export const UpdateNotice: ForwardRefExoticComponent<
  UpdateNoticeProps & RefAttributes<PhasegateNotice>
> = forwardRef<PhasegateNotice, UpdateNoticeProps>((props, forwarded) => {
  const { onShown, onAct, onClose, children, ...rest } = props;
  const element = useRef<PhasegateNotice | null>(null);
  const hold = useCallback(
    (node: PhasegateNotice | null) => {
      element.current = node;
      if (typeof forwarded === 'function') {
        forwarded(node);
      } else if (forwarded !== null) {
        forwarded.current = node;
      }
    },
    [forwarded],
  );
  useListeners(element, { onShown, onAct, onClose });
  return createElement('phasegate-notice', { ...attributesOf(rest), ref: hold }, children);
});
UpdateNotice.displayName = 'UpdateNotice';

/** As attributes, which React 18 and 19 treat alike on a custom element; `open` set to `false` would be there to React 18. */
function attributesOf(props: Omit<UpdateNoticeProps, keyof Listeners | 'children'>): object {
  const { className, closeLabel, open, hidden, ...same } = props;
  return {
    ...same,
    class: className,
    'close-label': closeLabel,
    open: open === true ? true : undefined,
    hidden: hidden === true ? true : undefined,
  };
}

/** React 18 hears no custom events, so that the wrapper listens itself. */
function useListeners(
  element: { readonly current: PhasegateNotice | null },
  listeners: { readonly [K in keyof Listeners]: Listeners[K] | undefined },
): void {
  const latest = useRef(listeners);
  useEffect(() => {
    latest.current = listeners;
  });
  useEffect(() => {
    const node = element.current;
    const shown = (event: Event): void =>
      latest.current.onShown?.((event as CustomEvent<NoticeEventDetail>).detail);
    const act = (event: Event): void =>
      latest.current.onAct?.((event as CustomEvent<NoticeEventDetail>).detail);
    const close = (): void => latest.current.onClose?.();
    node?.addEventListener('phasegate-shown', shown);
    node?.addEventListener('phasegate-act', act);
    node?.addEventListener('close', close);
    return () => {
      node?.removeEventListener('phasegate-shown', shown);
      node?.removeEventListener('phasegate-act', act);
      node?.removeEventListener('close', close);
    };
  }, [element]);
}
