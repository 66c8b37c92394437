// Keeps the check-in page and its files for a door without a network. It answers for that page alone, and never for the API.
const CACHE = 'karcis-door-1';
const PAGE = '/admin/check-in';
const PAGE_MS = 4000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep));
});

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== self.location.origin || event.request.method !== 'GET') return;
  if (event.request.mode === 'navigate' && pathname === PAGE)
    event.respondWith(page(event.request));
  else if (pathname.startsWith('/assets/') || pathname === '/favicon.svg') {
    event.respondWith(file(event.request));
  }
});

/** From the network while it answers; the kept one, with the policy it came with, while it does not. */
async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PAGE_MS) });
    if (response.status >= 500) throw new Error('nobody there');
    if (response.ok && response.type === 'basic') await cache.put(PAGE, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(PAGE);
    if (kept) return kept;
    throw error;
  }
}

/** A file's name changes with what is in it: a kept one is the right one. */
async function file(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request.url, response.clone());
  return response;
}

/** The page as it is now with all the files that it names, and those that it loaded; what an older one needed goes. */
async function keep(files) {
  const response = await fetch(PAGE, { credentials: 'same-origin' });
  if (!response.ok || response.redirected) return;
  const text = await response.clone().text();
  const named = text.match(/\/assets\/[\w.-]+/g) ?? [];
  const wanted = new Set([...files, ...named, '/favicon.svg']);

  const cache = await caches.open(CACHE);
  await Promise.all(
    [...wanted].map(async (path) => {
      if (await cache.match(path)) return;
      const found = await fetch(path);
      if (found.ok) await cache.put(path, found);
    }),
  );
  await cache.put(PAGE, response);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== PAGE && !wanted.has(pathname)) await cache.delete(url);
  }
}
