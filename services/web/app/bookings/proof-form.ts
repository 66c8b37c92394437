import type { InputError, Question } from '@karcis/contracts';

/** The API's own limit, in bytes. */
export const PROOF_BYTES_MAX = 10 * 1024 * 1024;
export const PROOF_TYPES = ['image/jpeg', 'image/png', 'application/pdf'] as const;

export const questionField = (key: string) => `answer-${key}`;

/** Answers as the API takes them; what was left empty is left out. */
export function readAnswers(form: FormData, questions: readonly Question[]) {
  const answers: Record<string, string | boolean> = {};
  for (const { key, type } of questions) {
    const value = form.get(questionField(key));
    if (type === 'checkbox') answers[key] = value !== null;
    else if (typeof value === 'string' && value.trim()) answers[key] = value.trim();
  }
  return answers;
}

/** Refusals beside the questions they are about; '' for what belongs to none. */
export function answerErrors(errors: readonly Pick<InputError, 'pointer' | 'detail'>[]) {
  const found: Record<string, string> = {};
  for (const { pointer, detail } of errors) {
    const [, first, key = ''] = pointer.split('/');
    found[first === 'fields' && key ? questionField(key) : ''] ??= detail;
  }
  return found;
}
