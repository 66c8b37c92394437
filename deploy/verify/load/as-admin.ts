import pg from 'pg';

/** Asks a database of the benchmark's PostgreSQL as its superuser. The connection ends whatever comes of it, or its end would hide what did. */
export async function asAdmin<T>(
  adminUrl: string,
  database: string,
  work: (admin: pg.Client) => Promise<T>,
): Promise<T> {
  const admin = new pg.Client(urlIn(adminUrl, database));
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

export const urlIn = (adminUrl: string, database: string): string =>
  Object.assign(new URL(adminUrl), { pathname: `/${database}` }).href;
