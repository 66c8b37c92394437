import { describe, expect, it } from '@jest/globals';
import { Submission } from '@karcis/contracts';
import { checkAnswers } from './answers.ts';

const submission = Submission.parse({
  fields: [
    { key: 'size', label: 'Ukuran', type: 'select', required: true, options: ['S', 'M'] },
    { key: 'allergy', label: 'Alergi', type: 'text' },
    { key: 'agree', label: 'Setuju', type: 'checkbox', required: true },
  ],
});
const pointers = (answers: Record<string, string | boolean>) =>
  checkAnswers(submission, answers).map(({ pointer, code }) => `${pointer} ${code}`);

describe('answers', () => {
  it('fit when every required question is answered', () => {
    expect(pointers({ size: 'S', agree: true })).toEqual([]);
  });

  it('name each question that is missing, wrong or not asked', () => {
    expect(pointers({ size: 'XL', agree: false, other: 'x' })).toEqual([
      '/fields/other unrecognized-key',
      '/fields/size invalid-value',
      '/fields/agree required',
    ]);
    expect(pointers({ size: 'S', agree: true, allergy: 'x'.repeat(201) })).toEqual([
      '/fields/allergy too-big',
    ]);
    expect(pointers({ size: 'S', agree: 'yes', allergy: 'a\0' })).toEqual([
      '/fields/allergy invalid-format',
      '/fields/agree invalid-type',
    ]);
  });
});
