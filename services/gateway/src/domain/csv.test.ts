import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv.ts';

describe('a line of CSV', () => {
  it('quotes commas, quotes and line breaks', () => {
    expect(csvLine(['a,b', 'say "hi"', 'two\nlines', 3, null])).toBe(
      '"a,b","say ""hi""","two\nlines",3,\r\n',
    );
  });

  it.each(['=1+1', '+62812', '-2', '@SUM(A1)', '\t=1', ' =1', '\r=1', '|calc'])(
    'never lets a spreadsheet run %j',
    (text) => expect(csvLine([text])).toMatch(/^"?'/),
  );

  it('leaves negative numbers numbers', () => {
    expect(csvLine([-2])).toBe('-2\r\n');
  });
});
