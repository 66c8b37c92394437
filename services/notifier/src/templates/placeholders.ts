const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Puts the values in, once: what a value holds is never looked at for placeholders. Unknown names stay as they are. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : whole,
  );

/** What stands in `{{ }}`, each once; and whether braces are left over that open or close nothing. */
export function readPlaceholders(text: string): {
  readonly names: readonly string[];
  readonly isWellFormed: boolean;
} {
  const names = [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  const rest = text.replace(PLACEHOLDER, '');
  return { names: [...new Set(names)], isWellFormed: !/\{\{|\}\}/.test(rest) };
}
