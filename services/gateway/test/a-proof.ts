import { randomBytes, randomUUID } from 'node:crypto';
import { bearer, hold, send } from './client.ts';
import type { World } from './world.ts';

export const MB = 1024 * 1024;
export const aPhoto = (bytes = 3 * MB) => randomBytes(bytes);

type Parts = { readonly file?: Buffer; readonly fields?: unknown };

export function aForm({ file, fields }: Parts): FormData {
  const form = new FormData();
  const photo = file && new Blob([file as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' });
  if (photo) form.append('file', photo, 'bukti.jpg');
  if (fields !== undefined) form.append('fields', JSON.stringify(fields));
  return form;
}

/** A booking in HOLD, and how its owner hands in a proof. */
export async function aHeldBooking(world: World) {
  const { json } = await hold(world.url);
  const path = (replica = 0) => `${world.gateways[replica]!.url}/api/bookings/${json.id}/proof`;
  const submit = (body: FormData, headers: Record<string, string> = {}, replica = 0) =>
    send(path(replica), {
      method: 'POST',
      body,
      headers: { 'Idempotency-Key': randomUUID(), ...bearer(json.ownerToken), ...headers },
    });
  return { id: json.id as string, token: json.ownerToken as string, path, submit };
}

/** What was asked of a neighbour so far. */
export const askedFor = (world: World, subject: string) =>
  world.neighbours.asked.filter((call) => call.subject === subject);

export const proofIdsPrepared = (world: World) =>
  askedFor(world, 'cmd.booking.prepare-proof.v1').map(
    ({ request }) => (request as { proofId: string }).proofId,
  );
