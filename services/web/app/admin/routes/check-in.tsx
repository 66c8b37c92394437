import { useEffect, useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { useHydrated } from '../../live/use-hydrated.ts';
import { unwrap } from '../../server/unwrap.ts';
import { ChooseDoor } from '../check-in/choose-door.tsx';
import { DoorView } from '../check-in/door-view.tsx';
import { keepPage } from '../check-in/keep-page.ts';
import { createSignals } from '../check-in/signals.ts';
import { useKept } from '../check-in/use-door.ts';
import { useText } from '../i18n/use-text.ts';
import { organiserOf } from '../server/organiser.ts';
import { AdminPage } from '../shell/admin-page.tsx';

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  const { data } = unwrap(await api.door.items());
  return {
    items: data
      .filter(({ status }) => status !== 'DRAFT')
      .map(({ id, title, startsAt }) => ({ id, title, startsAt })),
  };
}

/** Letting people in, with or without a network. What it knows is on the device; the server renders only the choice. */
export default function CheckInPage() {
  const t = useText();
  const { items } = useLoaderData<typeof loader>();
  const isAlive = useHydrated();
  const [itemId, keepItemId] = useKept('karcis-door-item');
  const [door, keepDoor] = useKept('karcis-door-name');
  const [signal, setSignal] = useState<ReturnType<typeof createSignals>>();
  useEffect(() => void keepPage(), []);

  const item = items.find(({ id }) => id === itemId);
  if (signal && item && door) {
    return (
      <AdminPage title={item.title}>
        <DoorView item={item} name={door} signal={signal} onLeave={() => setSignal(undefined)} />
      </AdminPage>
    );
  }
  return (
    <AdminPage title={t('checkIn.title')} lead={t('checkIn.lead')}>
      <ChooseDoor
        key={`${isAlive} ${itemId} ${door}`}
        items={items}
        itemId={itemId}
        door={door}
        isAlive={isAlive}
        onStart={(chosen) => {
          keepItemId(chosen.itemId);
          keepDoor(chosen.door);
          // In answer to this tap, or nothing may sound.
          const made = createSignals();
          setSignal(() => made);
        }}
      />
    </AdminPage>
  );
}
