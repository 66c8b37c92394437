import { data } from 'react-router';
import { REMOVE_IMAGE } from '../forms/image-names.ts';
import type { Organiser } from '../server/organiser.ts';
import { readFormWithImage, takeImage, tooLarge } from '../server/take-image.ts';
import type { ItemOutcome } from './item-outcome.ts';
import { type ItemValues, readItemForm } from './item-values.ts';
import { blankQuestion, changeRows } from './question-values.ts';

type TakenForm = {
  readonly form: FormData;
  readonly values: ItemValues;
  /** Which of the form's buttons was pressed. */
  readonly deed: string;
};

/**
 * Reads an item's form, and does what browsers without script leave to us: buttons that only change the form, and the
 * upload of its picture. `outcome` is an answer that shows the form again.
 */
export async function takeItemForm(organiser: Organiser, request: Request) {
  const form = await readFormWithImage(request);
  if (!form) return { outcome: again({ problem: tooLarge(organiser), isOfImage: true }) };

  const values = readItemForm(form);
  const deed = String(form.get('do') ?? '');

  const questions = changeRows(values.questions, deed, blankQuestion);
  if (questions) return { outcome: again({ values: { ...values, questions } }) };
  if (deed === REMOVE_IMAGE) return { outcome: again({ values: { ...values, imageUrl: '' } }) };

  const image = await takeImage(organiser, form, 'imageUrl');
  if ('problem' in image) {
    return { outcome: again({ values, problem: image.problem, isOfImage: true }) };
  }
  const imageUrl = image.url ?? values.imageUrl;
  return { taken: { form, values: { ...values, imageUrl }, deed } satisfies TakenForm };
}

/** The form once more. */
export const again = (outcome: ItemOutcome) =>
  data(outcome, { status: outcome.problem?.status ?? 200 });
