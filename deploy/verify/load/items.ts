import { randomUUID } from 'node:crypto';
import type { Handle } from '@karcis/local';

type Made = { readonly id: string; readonly shortId: string };

/** Makes open items through the API; `fields` replace what is usual. */
export async function makeItems(
  { gateways, admin }: Handle,
  count: number,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<Made[]> {
  const made: Made[] = [];
  for (let n = 0; n < count; n += 1) {
    const answer = await fetch(`${gateways[0]}/api/admin/items`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${admin.apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({
        title: `Konser ${n}`,
        startsAt: '2035-01-01T12:00:00.000Z',
        capacity: 1_000_000,
        price: 150_000,
        status: 'OPEN',
        ...fields,
      }),
    });
    if (answer.status !== 201) throw new Error(`item ${n}: ${answer.status}`);
    made.push((await answer.json()) as Made);
  }
  return made;
}

export const portOf = (url: string) => Number(new URL(url).port);
