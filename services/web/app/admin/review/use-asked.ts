import { useEffect, useRef, useState } from 'react';
import { useShell } from '../../shell/site.ts';
import { askApi } from '../live/ask-api.ts';

/**
 * What the API says of each of these ids, kept as long as the page is open: what comes next is here before it is looked
 * at. What could not be had is asked for again in the next `round`.
 */
export function useAsked<T>(
  path: string,
  ids: readonly string[],
  round: number,
  first: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  const { language } = useShell();
  const [known, setKnown] = useState(first);
  const asked = useRef(new Set(Object.keys(first)));
  const wanted = ids.join();

  useEffect(() => {
    for (const id of wanted.split(',')) {
      if (!id || asked.current.has(id)) continue;
      asked.current.add(id);
      // `id#2` is the second look at what has changed since.
      const [name = ''] = id.split('#');
      void askApi<T>(`${path}/${name}`, { language }).then((answer) => {
        if (answer.ok) setKnown((others) => ({ ...others, [id]: answer.data }));
        else asked.current.delete(id);
      });
    }
  }, [path, wanted, round, language]);

  return known;
}
