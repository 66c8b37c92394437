import type { Question } from '@karcis/contracts';

/** A question to customers as it stands in the form. */
export type QuestionValues = {
  readonly key: string;
  readonly label: string;
  readonly type: Question['type'];
  readonly required: boolean;
  /** One a line. */
  readonly options: string;
};

export const questionTypes = ['text', 'textarea', 'select', 'checkbox'] as const;

/** As many as the API takes. */
export const QUESTIONS_MAX = 20;

export const blankQuestion: QuestionValues = {
  key: '',
  label: '',
  type: 'text',
  required: false,
  options: '',
};

/** Field names are where the API would point to, so that its refusals stand beside them. */
export const questionField = (index: number, part: keyof QuestionValues) =>
  `submission.fields.${index}.${part}`;

export function readQuestions(form: FormData): QuestionValues[] {
  const questions: QuestionValues[] = [];
  for (let index = 0; form.has(questionField(index, 'label')); index += 1) {
    const text = (part: keyof QuestionValues) => String(form.get(questionField(index, part)) ?? '');
    const type = text('type');
    questions.push({
      key: text('key').trim(),
      label: text('label').trim(),
      type: questionTypes.find((known) => known === type) ?? 'text',
      required: form.has(questionField(index, 'required')),
      options: text('options').replaceAll('\r\n', '\n'),
    });
  }
  return questions;
}

export const toQuestionValues = ({ options, ...question }: Question): QuestionValues => ({
  ...question,
  options: options.join('\n'),
});

/** Questions as the API takes them. Those without a key of their own get one made of their words. */
export function toQuestions(questions: readonly QuestionValues[]): Question[] {
  const taken = new Set(questions.map(({ key }) => key).filter(Boolean));
  return questions.map(({ key, options, ...question }) => ({
    ...question,
    key: key || newKey(question.label, taken),
    options:
      question.type === 'select'
        ? options
            .split('\n')
            .map((option) => option.trim())
            .filter(Boolean)
        : [],
  }));
}

const KEY_MAX = 30;

/** `ukuran_kaus`, or with a number behind it when that is taken. */
function newKey(label: string, taken: Set<string>): string {
  const words = label
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, KEY_MAX);
  const base = words || 'pertanyaan';
  let key = base;
  for (let number = 2; taken.has(key); number += 1) key = `${base}_${number}`;
  taken.add(key);
  return key;
}

/** What a button of the list does: `add`, `remove-2`, `up-2`, `down-2`. */
const CHANGE = /^(add|remove|up|down)(?:-(\d+))?$/;

/** The list after a button of it was pressed; undefined where it is none of the list's. Also for rows of other things. */
export function changeRows<Row>(rows: readonly Row[], change: string, blank: Row) {
  const [, verb, at] = CHANGE.exec(change) ?? [];
  if (!verb) return undefined;
  if (verb === 'add') return [...rows, blank].slice(0, QUESTIONS_MAX);

  const from = Number(at);
  const without = rows.filter((_, index) => index !== from);
  const moved = rows[from];
  if (verb === 'remove' || moved === undefined) return without;
  return without.toSpliced(Math.max(0, verb === 'up' ? from - 1 : from + 1), 0, moved);
}
