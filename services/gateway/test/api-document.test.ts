import { describe, expect, it } from '@jest/globals';
import { problems } from '@karcis/contracts';
import { type Json, get } from './client.ts';
import { useWorld } from './world.ts';

const world = useWorld();

/** Everything that api.md lists, but what a later version brings. */
const CONTRACT = `
get /api/items
get /api/items/{id}
get /api/items/{id}/stream
get /api/items/{id}/payment-methods
post /api/bookings/hold
post /api/bookings/{id}/select-method
post /api/bookings/{id}/proof
post /api/bookings/{id}/cancel
get /api/bookings/{code}
get /api/bookings/{code}/stream
get /api/time
get /api/csrf
get /api/images/{id}
post /api/admin/login
post /api/admin/logout
get /api/admin/me
get /api/admin/items
post /api/admin/items
get /api/admin/items/{id}
patch /api/admin/items/{id}
post /api/admin/items/{id}/open
post /api/admin/items/{id}/close
post /api/admin/images
get /api/admin/payment-methods
post /api/admin/payment-methods
patch /api/admin/payment-methods/{id}
delete /api/admin/payment-methods/{id}
get /api/admin/bookings
get /api/admin/bookings/{id}
post /api/admin/bookings/{id}/approve
post /api/admin/bookings/{id}/reject
get /api/admin/bookings.csv
get /api/admin/proofs/{id}/file
get /api/admin/proofs/{id}/preview
get /api/admin/stats
get /api/admin/notifications
post /api/admin/notifications/{id}/retry
get /api/admin/webhook-endpoints
post /api/admin/webhook-endpoints
delete /api/admin/webhook-endpoints/{id}
get /api/admin/dead-letters
post /api/admin/dead-letters/{id}/replay
`
  .trim()
  .split('\n')
  .toSorted();

async function theDocument() {
  const { json, headers } = await get(`${world.url}/api/openapi.json`);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  return json;
}

const operations = (document: Json): [string, Json][] =>
  Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, operation]): [string, Json] => [
      `${method} ${path}`,
      operation,
    ]),
  );

describe('the API’s document', () => {
  it('is OpenAPI 3.1 and lists what api.md lists', async () => {
    const document = await theDocument();
    expect(document.openapi).toBe('3.1.0');
    expect(
      operations(document)
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(CONTRACT);
  });

  it('lists each route, and each route is one of it', async () => {
    const names = world.gateways[0]!.routes.map(
      ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
    );
    expect(
      operations(await theDocument())
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(names.toSorted());
    for (const name of names) {
      const [method, path] = name.split(' ') as [string, string];
      const answer = await fetch(world.url + path.replaceAll(/\{\w+\}/g, 'x'), {
        method: method.toUpperCase(),
      });
      expect([name, answer.status === 405]).toEqual([name, false]);
      await answer.body?.cancel();
    }
  });

  it('says of each route what it asks and answers', async () => {
    const document = await theDocument();
    const byName = new Map(operations(document));
    const hold = byName.get('post /api/bookings/hold');
    expect(hold.requestBody.content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/HoldRequest',
    });
    expect(hold.responses['201'].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/HeldBooking',
    });
    expect(hold.responses['409'].description).toContain('sold-out');
    expect(hold.parameters).toContainEqual(
      expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true }),
    );

    const list = byName.get('get /api/items');
    expect(list.parameters.map(({ name }: { name: string }) => name).toSorted()).toEqual([
      'cursor',
      'limit',
      'q',
      'status',
    ]);
    expect(byName.get('post /api/bookings/{id}/proof').requestBody.content).toHaveProperty([
      'multipart/form-data',
    ]);
    expect(byName.get('get /api/admin/stats').security).toEqual([{ apiKey: [] }, { session: [] }]);
    expect(document.components.schemas.Problem.properties.code.enum).toEqual(Object.keys(problems));
  });

  it('refers to nothing that it does not have', async () => {
    const document = await theDocument();
    const refs = [
      ...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g),
    ];
    expect(refs.length).toBeGreaterThan(20);
    for (const [, name] of refs) expect(document.components.schemas).toHaveProperty([name!]);
  });
});

describe('the API’s page', () => {
  it('is what / leads to while there are no pages', async () => {
    const root = await get(`${world.url}/`);
    expect([root.status, root.headers.get('location')]).toEqual([302, '/api/docs']);
  });

  it('comes from here, with nothing inline', async () => {
    const page = await get(`${world.url}/api/docs`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.text).not.toMatch(/<script>|<style>|https?:\/\//);
    for (const [, path] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const file = await get(world.url + path);
      expect([path, file.status]).toEqual([path, 200]);
      expect(file.headers.get('content-type')).toMatch(/javascript|css/);
    }
  });

  it('serves no other file of its package', async () => {
    for (const file of ['package.json', 'index.html', '../package.json', '..%2fpackage.json']) {
      expect((await get(`${world.url}/api/docs/${file}`)).status).toBe(404);
    }
  });
});
