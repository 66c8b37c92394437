export type ItemRef = { readonly id: string } | { readonly shortId: string };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const shortId = /^(?:.*-)?([0-9A-HJKMNP-TV-Z]{8})$/;

/** Reads what people call an item by: its id, its shortId (any case), or `slug-shortId`. Undefined when it can be none of them. */
export function parseItemRef(ref: string): ItemRef | undefined {
  const id = ref.toLowerCase();
  if (uuid.test(id)) return { id };

  const found = shortId.exec(ref.toUpperCase())?.[1];
  return found === undefined ? undefined : { shortId: found };
}
