import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { preferredLanguage } from './language.ts';

const preferred = (header?: string) =>
  preferredLanguage({ headers: { 'accept-language': header } } as IncomingMessage);

describe('preferredLanguage', () => {
  it.each([
    [undefined, 'id'],
    ['', 'id'],
    ['*', 'id'],
    ['id', 'id'],
    ['en', 'en'],
    ['en-US,en;q=0.9', 'en'],
    ['EN-gb', 'en'],
    ['fr', 'id'],
    ['fr, en;q=0.5', 'en'],
    ['en;q=0.5, id;q=0.8', 'id'],
    ['en;q=0.8, id-ID;q=0.5', 'en'],
    ['en, id', 'id'],
    ['en;q=0', 'id'],
    ['en;q=high', 'id'],
    ['english', 'id'],
    [',;,;q=', 'id'],
    [`${'xx,'.repeat(5_000)}en`, 'id'],
  ])('answers %s in %s', (header, language) => {
    expect(preferred(header)).toBe(language);
  });
});
