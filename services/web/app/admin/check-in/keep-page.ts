/** Has the browser keep this page with all it needs, so that it opens without a network. */
export async function keepPage(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('/admin/check-in-worker.js', { scope: '/admin/check-in' });
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name));
  const files = loaded
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
    .map(({ pathname }) => pathname);
  active?.postMessage({ keep: files });
}

/** The page is not kept any more. */
export async function forgetPage(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration('/admin/check-in');
  await registration?.unregister();
  for (const name of await caches.keys())
    if (name.startsWith('karcis-door')) await caches.delete(name);
}
