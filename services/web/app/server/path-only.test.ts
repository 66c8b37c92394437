import { describe, expect, it } from '@jest/globals';
import { pathOnly } from './path-only.ts';

describe('pathOnly', () => {
  it('keeps a path of ours with its question', () => {
    expect(pathOnly('/admin/review?q=a%20b')).toBe('/admin/review?q=a%20b');
    expect(pathOnly('/a/../b')).toBe('/b');
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    'http://here.invalid//evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://[',
    '\t//evil.example',
  ])('never leads to another site: %s', (wanted) => {
    expect(pathOnly(wanted, '/home')).toBe('/home');
  });

  it('goes elsewhere when nothing was asked for', () => {
    expect(pathOnly(null)).toBe('/');
    expect(pathOnly(undefined, '/admin')).toBe('/admin');
  });
});
