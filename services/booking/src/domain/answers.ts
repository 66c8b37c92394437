import type { Answers, Question, Submission } from '@karcis/contracts';

export type AnswerError = {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
};

const textMax = { text: 200, textarea: 2000, select: 120 } as const;

/** What is wrong with the answers to an item's questions; empty when they fit. Pointers are RFC 6901, below `/fields`. */
export function checkAnswers({ fields }: Submission, answers: Answers): AnswerError[] {
  const asked = new Map(fields.map((question) => [question.key, question]));
  const unknown = Object.keys(answers)
    .filter((key) => !asked.has(key))
    .map((key) => problem(key, 'unrecognized-key', 'this item does not ask for it'));
  return [
    ...unknown,
    ...fields.flatMap((question) => checkAnswer(question, answers[question.key])),
  ];
}

function checkAnswer(question: Question, answer: string | boolean | undefined): AnswerError[] {
  const { key, type, required, options } = question;
  const isEmpty =
    answer === undefined ||
    answer === false ||
    (typeof answer === 'string' && answer.trim() === '');
  if (isEmpty)
    return required ? [problem(key, 'required', `${question.label}: an answer is needed`)] : [];

  if (type === 'checkbox')
    return typeof answer === 'boolean' ? [] : [problem(key, 'invalid-type', 'true or false')];
  if (typeof answer !== 'string') return [problem(key, 'invalid-type', 'a text')];
  if (!answer.isWellFormed() || answer.includes('\0'))
    return [problem(key, 'invalid-format', 'has a character that cannot be stored')];
  if (answer.length > textMax[type])
    return [problem(key, 'too-big', `at most ${textMax[type]} characters`)];
  if (type === 'select' && !options.includes(answer))
    return [problem(key, 'invalid-value', 'one of the options')];
  return [];
}

const problem = (key: string, code: string, detail: string): AnswerError => ({
  pointer: `/fields/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  code,
  detail,
});
