import { UpdateNotice, useUpdate } from '@phasegate/agent-electron/react';
import { createElement, StrictMode, useState } from 'react';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

/** What the components were told, for the test to read. */
const heard: string[] = [];
Object.assign(globalThis, { heard });

function button(label: string, onClick: () => void): ReactNode {
  return createElement('button', { type: 'button', onClick }, label);
}

/** A small app in React: the notice, the update dialog, and its own words from the snapshot. */
function App(): ReactNode {
  const { snapshot, check, pressMenu, installLater, busy } = useUpdate();
  const [open, setOpen] = useState(false);
  const [over, setOver] = useState<(() => void) | undefined>();
  const [mounted, setMounted] = useState(true);
  return createElement(
    'main',
    undefined,
    createElement('h1', undefined, `${snapshot?.version ?? 'none'}: ${snapshot?.phase ?? 'none'}`),
    button('About updates', () => setOpen(true)),
    button('Check', () => void check()),
    button(snapshot?.menu.label ?? 'Menu', () => void pressMenu()),
    button('On quit', () => void installLater('on-quit')),
    button('Export', () => {
      const release = busy('exporting');
      setOver(() => release);
    }),
    button('Exported', () => over?.()),
    button('Without notices', () => setMounted(false)),
    mounted &&
      createElement(UpdateNotice, {
        id: 'notice',
        className: 'mine',
        theme: 'dark',
        style: { '--phasegate-surface': 'rgb(1, 2, 3)' },
        onShown: ({ id }) => void heard.push(`shown ${id}`),
        onAct: ({ action }) => void heard.push(`act ${action ?? ''}`),
      }),
    createElement(
      UpdateNotice,
      {
        placement: 'dialog',
        open,
        closeLabel: 'Close',
        onClose: () => {
          heard.push('close');
          setOpen(false);
        },
      },
      createElement('span', { slot: 'title' }, 'React Notes'),
    ),
  );
}

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(createElement(StrictMode, undefined, createElement(App)));
}
