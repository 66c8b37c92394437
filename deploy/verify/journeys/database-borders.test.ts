import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as booking from '@karcis/booking/migrations';
import { startPostgres } from '@karcis/engines';
import { type MigratedService, migrateAll, migratedServices, roleOf } from '@karcis/migrate';
import { atEndOfFile, temporaryFolder } from '@karcis/testing';
import pg from 'pg';
import { findCrossings } from './database-borders.ts';

const PASSWORD = 'a-password-of-tests';
const WITHIN_MS = 120_000;
const roles = migratedServices.map(roleOf);
const appendOnly = { booking: booking.appendOnly };

let adminUrl: string;
let admin: pg.Client;

/** A server of its own, since what is granted to a role holds for all of a server. */
beforeAll(async () => {
  const postgres = await startPostgres({ dataDir: path.join(await temporaryFolder(), 'postgres') });
  atEndOfFile(() => postgres.stop());
  ({ adminUrl } = postgres);
  await migrateAll(
    adminUrl,
    Object.fromEntries(migratedServices.map((each) => [each, PASSWORD])) as Record<
      MigratedService,
      string
    >,
  );
  admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  atEndOfFile(() => admin.end());
}, WITHIN_MS);

const crossings = () => {
  const urlOf = (username: string) =>
    Object.assign(new URL(adminUrl), { username, password: PASSWORD }).href;
  return findCrossings(urlOf, roles, appendOnly);
};

describe('a service in the database', () => {
  it(
    'reaches nothing beyond its own schema, owns nothing in it, and becomes nobody else',
    async () => {
      expect(await crossings()).toEqual([]);
    },
    WITHIN_MS,
  );

  it.each<[string, string, string]>([
    [
      'grant usage on schema booking to notifier; grant select on booking.bookings to notifier',
      'revoke usage on schema booking from notifier; revoke select on booking.bookings from notifier',
      'notifier: select from booking."bookings"',
    ],
    [
      'grant usage on schema capacity to public; grant update on all tables in schema capacity to booking',
      'revoke usage on schema capacity from public; revoke update on all tables in schema capacity from booking',
      'booking: update capacity."items" set',
    ],
    [
      'grant create on schema gateway to gateway',
      'revoke create on schema gateway from gateway',
      'gateway: create table mine ()',
    ],
    [
      'grant delete on booking.audit to booking',
      'revoke delete on booking.audit from booking',
      'booking: delete from "audit"',
    ],
    ['grant booking to notifier', 'revoke booking from notifier', 'notifier: set role booking'],
    [
      'alter role capacity createrole',
      'alter role capacity nocreaterole',
      'capacity: has rolcreaterole',
    ],
    [
      'grant temporary on database postgres to public',
      'revoke temporary on database postgres from public',
      'gateway: create temporary table mine ()',
    ],
  ])(
    'is seen when it crosses: %s',
    async (widen, narrow, crossing) => {
      await admin.query(widen);
      const found = await crossings();
      await admin.query(narrow);

      expect(found.filter((each) => each.startsWith(crossing))).not.toEqual([]);
    },
    WITHIN_MS,
  );
});
