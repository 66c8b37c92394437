export type Xml =
  string | number | boolean | readonly Xml[] | { readonly [tag: string]: Xml | undefined };

/** A list repeats its tag; what is undefined is left out. */
export function toXml(value: { readonly [tag: string]: Xml | undefined }): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${children(value)}`;
}

function children(value: Xml): string {
  if (typeof value !== 'object') return escape(String(value));
  return Object.entries(value)
    .flatMap(([tag, child]) =>
      (Array.isArray(child) ? child : [child]).map((each) => element(tag, each)),
    )
    .join('');
}

const element = (tag: string, child: Xml | undefined) =>
  child === undefined ? '' : `<${tag}>${children(child)}</${tag}>`;

const escape = (text: string) =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
