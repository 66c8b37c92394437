import type {
  AdminPaymentMethod,
  CreatePaymentMethod,
  List,
  PageOf,
  PaymentMethod,
  PaymentProviderName,
  UpdatePaymentMethod,
} from '@karcis/contracts';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db, PaymentMethodsTable } from './schema.ts';

type Row = Omit<PaymentMethodsTable, 'created_at'>;

/** Methods that a customer may choose now, oldest first. `providers`: those whose money can be taken. */
export async function listActiveMethods(
  db: Db,
  providers: readonly PaymentProviderName[],
): Promise<PaymentMethod[]> {
  const rows = await db
    .selectFrom('payment_methods')
    .selectAll()
    .where('active', '=', true)
    .where(isOffered(providers))
    .orderBy('created_at')
    .orderBy('id')
    .limit(100)
    .execute();
  return rows.map(toPaymentMethod);
}

/** All methods by id; the cursor is the last id. */
export async function listMethods(
  db: Db,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<PageOf<List<AdminPaymentMethod>>> {
  if (cursor !== undefined && !z.guid().safeParse(cursor).success) return { badCursor: true };

  const rows = await db
    .selectFrom('payment_methods')
    .selectAll()
    .$if(cursor !== undefined, (query) => query.where('id', '>', cursor as string))
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  const data = rows.slice(0, limit).map(toAdminMethod);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

/** Makes a method under the caller's id; a repeat answers the one that is there. */
export async function createMethod(
  db: Db,
  id: string,
  method: CreatePaymentMethod,
): Promise<AdminPaymentMethod | null> {
  await db
    .insertInto('payment_methods')
    .values({
      id,
      ...toColumns(method),
      type: method.type,
      display_name: method.displayName,
      active: method.active,
      unique_amount: method.uniqueAmount,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return updateMethod(db, id, {});
}

/** Changes the given fields; null if there is no such method. */
export async function updateMethod(
  db: Db,
  id: string,
  changes: UpdatePaymentMethod,
): Promise<AdminPaymentMethod | null> {
  const columns = toColumns(changes);
  const row =
    Object.keys(columns).length > 0
      ? await db
          .updateTable('payment_methods')
          .set(columns)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst()
      : await db.selectFrom('payment_methods').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toAdminMethod(row) : null;
}

/** Removes a method; one that a booking chose is only switched off, since bookings show it. */
export async function removeMethod(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('payment_methods')
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(selectFrom('bookings').select('bookings.id').where('bookings.method_id', '=', id)),
      ),
    )
    .executeTakeFirst();
  if (numDeletedRows > 0n) return true;
  return (await updateMethod(db, id, { active: false })) !== null;
}

/** A method of a provider whose money cannot be taken is not offered. */
export const isOffered = (providers: readonly PaymentProviderName[]) =>
  sql<boolean>`(type <> 'gateway' or provider = any (${providers}::text[]))`;

/** The method of a provider that is meant: the one asked for, or the one chosen before, or the only one there is. */
export async function findMethodToPay(
  db: Db,
  asked: string | null,
  chosen: string | null,
  providers: readonly PaymentProviderName[],
): Promise<{ id: string; provider: PaymentProviderName } | undefined> {
  const rows = await db
    .selectFrom('payment_methods')
    .select(['id', 'provider'])
    .where('active', '=', true)
    .where('type', '=', 'gateway')
    .where(isOffered(providers))
    .execute();
  const methods = rows.flatMap(({ id, provider }) => (provider ? [{ id, provider }] : []));
  if (asked !== null) return methods.find(({ id }) => id === asked);
  return methods.find(({ id }) => id === chosen) ?? (methods.length === 1 ? methods[0] : undefined);
}

/** Providers that active methods name. */
export async function listNamedProviders(db: Db): Promise<PaymentProviderName[]> {
  const rows = await db
    .selectFrom('payment_methods')
    .select('provider')
    .distinct()
    .where('type', '=', 'gateway')
    .where('active', '=', true)
    .where('provider', 'is not', null)
    .execute();
  return rows.flatMap(({ provider }) => provider ?? []);
}

/** A provider that no method ever named gets one, so that a key in the settings is all that it takes. */
export async function offerProvider(db: Db, provider: PaymentProviderName): Promise<void> {
  await sql`
    insert into payment_methods (id, type, provider, display_name, active)
    select md5(${`payment method of ${provider}`})::uuid, 'gateway', ${provider}, ${displayNames[provider]}, true
    where not exists (select from payment_methods where type = 'gateway' and provider = ${provider})
    on conflict do nothing`.execute(db);
}

const displayNames: Record<PaymentProviderName, string> = {
  midtrans: 'Midtrans',
  xendit: 'Xendit',
  stripe: 'Stripe',
};

export const toPaymentMethod = (row: Row): PaymentMethod => ({
  id: row.id,
  type: row.type,
  provider: row.type === 'gateway' ? row.provider : null,
  displayName: row.display_name,
  accountNo: row.account_no,
  accountName: row.account_name,
  qrisUrl: row.qris_url,
  instructions: row.instructions,
  ...(row.unique_amount && { uniqueAmount: true as const }),
});

const toAdminMethod = (row: Row): AdminPaymentMethod => ({
  ...toPaymentMethod(row),
  active: row.active,
  uniqueAmount: row.unique_amount,
});

/** The columns of the fields that are given. */
function toColumns(method: UpdatePaymentMethod): Partial<Row> {
  const columns = {
    type: method.type,
    provider: method.provider,
    display_name: method.displayName,
    account_no: method.accountNo,
    account_name: method.accountName,
    qris_url: method.qrisUrl,
    instructions: method.instructions,
    active: method.active,
    unique_amount: method.uniqueAmount,
  };
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  ) as Partial<Row>;
}
