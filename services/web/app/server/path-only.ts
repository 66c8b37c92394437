/** Where a form or a link asks to go on to: a path of ours. Never another site, whatever it says. */
export function pathOnly(wanted: unknown, otherwise = '/'): string {
  const here = 'http://here.invalid';
  if (typeof wanted !== 'string' || !URL.canParse(wanted, here)) return otherwise;
  const { origin, pathname, search } = new URL(wanted, here);
  // A path that begins with two slashes names a site.
  return origin === here && !pathname.startsWith('//') ? pathname + search : otherwise;
}
