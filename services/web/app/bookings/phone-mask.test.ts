import { describe, expect, it } from '@jest/globals';
import { maskPhone } from './phone-mask.ts';

describe('maskPhone', () => {
  it.each([
    ['0', ''],
    ['08', '8'],
    ['081234567890', '812 3456 7890'],
    ['6281234567890', '812 3456 7890'],
    ['+62 812-3456-7890', '812 3456 7890'],
    ['812 3456', '812 3456'],
    ['+65 9123 4567', '+65 9123 4567'],
    ['+', ''],
    ['abc', ''],
  ])('makes %s into %s', (typed, shown) => {
    expect(maskPhone(typed)).toBe(shown);
  });
});
