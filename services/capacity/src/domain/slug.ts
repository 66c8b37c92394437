const LENGTH_MAX = 80;

/** A title as lower-case ASCII words joined by dashes; "item" when nothing of it can be written so. */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-');
  return words.slice(0, LENGTH_MAX).replace(/-$/, '') || 'item';
}
