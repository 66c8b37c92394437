import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { HeldBooking } from '@karcis/contracts';
import { aHold, bearer, get, hold } from './client.ts';
import { useWorld } from './world.ts';

const world = useWorld();

describe('a hold', () => {
  it('answers 201 with creation facts, the owner token, the place and a cookie', async () => {
    const { status, headers, json } = await hold(world.url);
    expect(status).toBe(201);
    expect(HeldBooking.parse(json)).toEqual(json);
    expect(json).toMatchObject({ state: 'HOLD', version: 1, serverTime: json.createdAt });
    expect(headers.get('location')).toBe(`/api/bookings/${json.code}`);
    expect(headers.get('set-cookie')).toBe(
      `karcis_owner_${json.code}=${json.ownerToken}; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax`,
    );
    expect(headers.get('x-request-id')).toBeTruthy();
  });

  it('gives a token that opens the owner’s view', async () => {
    const { json } = await hold(world.url);
    const view = await get(`${world.url}/api/bookings/${json.code}`, bearer(json.ownerToken));
    expect(view.json.contact).toEqual({ email: 'siti@example.org' });
  });

  it('asks booking with what the person typed, normalised, and a hashed address', async () => {
    await hold(world.url, { ...aHold, contact: { whatsapp: '0812-3456-7890' }, quantity: 2 });
    const { request } = world.neighbours.asked.find(
      ({ subject }) => subject === 'cmd.booking.hold.v1',
    )!;
    expect(request).toMatchObject({
      contact: { whatsapp: '+6281234567890' },
      quantity: 2,
      note: '',
      attendees: [],
      language: 'id',
      ipHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  it('is replayed byte for byte under the same key, whatever happened to the booking since', async () => {
    const key = { 'Idempotency-Key': randomUUID() };
    const first = await hold(world.url, aHold, key);
    world.neighbours.change(first.json.id, { state: 'PAID' });
    const { contact, name, itemId } = aHold;
    const second = await hold(world.url, { contact, name, itemId }, key);

    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
  });
});
