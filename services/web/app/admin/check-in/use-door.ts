import { useCallback, useEffect, useRef, useState } from 'react';
import { useFrame } from '../shell/use-frame.ts';
import { openDeviceStore } from './device-store.ts';
import { createDoorApi } from './door-api.ts';
import { type Door, type DoorState, openDoor } from './door.ts';

/** Notices a network that went, or came back, within this time. */
const LOOK_EVERY_MS = 5_000;

/** The door that this device is, for as long as the page is open. Undefined while it opens. */
export function useDoor(itemId: string, name: string): Door | undefined {
  const { csrfToken } = useFrame();
  const [door, setDoor] = useState<Door>();
  const [, setState] = useState<DoorState>();
  // Only the first one counts: the API asks for a new one by itself.
  const token = useRef(csrfToken);

  useEffect(() => {
    let isOpen = true;
    let timer: ReturnType<typeof setInterval> | undefined;
    let look: () => void = () => undefined;
    void (async () => {
      const opened = await openDoor({
        itemId,
        door: name,
        api: createDoorApi(token.current),
        store: await openDeviceStore(),
        onChange: (state) => isOpen && setState(state),
        now: Date.now,
      });
      if (!isOpen) return;
      look = () => void opened.look();
      setDoor(opened);
      look();
      timer = setInterval(look, LOOK_EVERY_MS);
      window.addEventListener('online', look);
      window.addEventListener('offline', look);
    })();
    return () => {
      isOpen = false;
      clearInterval(timer);
      window.removeEventListener('online', look);
      window.removeEventListener('offline', look);
    };
  }, [itemId, name]);

  return door;
}

/** Kept on this device under a name; the same on every page load. */
export function useKept(name: string): readonly [string, (value: string) => void] {
  const [value, setValue] = useState('');
  useEffect(() => setValue(localStorage.getItem(name) ?? ''), [name]);
  const keep = useCallback(
    (next: string) => {
      localStorage.setItem(name, next);
      setValue(next);
    },
    [name],
  );
  return [value, keep];
}
