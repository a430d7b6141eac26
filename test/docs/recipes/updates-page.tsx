import { UpdateNotice, useUpdate } from '@phasegate/agent-electron/react';
import { useState } from 'react';
import type { ReactElement } from 'react';

export function UpdatesPage(): ReactElement {
  const { snapshot, pressMenu } = useUpdate();
  const [open, setOpen] = useState(false);
  return (
    <section>
      <UpdateNotice />
      <p>Version {snapshot?.version}</p>
      <button disabled={snapshot?.phase === 'checking'} onClick={() => void pressMenu()}>
        {snapshot?.menu.label}
      </button>
      <button onClick={() => setOpen(true)}>About updates</button>
      <UpdateNotice placement="dialog" open={open} onClose={() => setOpen(false)} />
    </section>
  );
}
