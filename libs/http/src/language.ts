import type { IncomingMessage } from 'node:http';

export type Language = 'id' | 'en';

/** More ranges than any browser sends; the rest of a longer header is not read. */
const RANGES_MAX = 10;

/** The language an answer is written in: the better liked of the two, Indonesian when the client does not care. */
export function preferredLanguage(req: IncomingMessage): Language {
  const header = req.headers['accept-language'];
  if (!header) return 'id';

  const weights: Record<Language, number> = { id: 0, en: 0 };
  for (const range of header.toLowerCase().split(',', RANGES_MAX)) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const language = tag.split('-', 1)[0];
    if (language === 'id' || language === 'en') {
      weights[language] = Math.max(weights[language], weightOf(parameters));
    }
  }
  return weights.en > weights.id ? 'en' : 'id';
}

function weightOf(parameters: readonly string[]): number {
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return weight === undefined ? 1 : Number(weight.slice(2)) || 0;
}
