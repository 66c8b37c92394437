import { data } from 'react-router';
import { REMOVE_IMAGE } from '../forms/image-names.ts';
import type { Organiser } from '../server/organiser.ts';
import { readFormWithImage, takeImage, tooLarge } from '../server/take-image.ts';
import type { MethodOutcome } from './method-outcome.ts';
import { readMethodForm } from './method-values.ts';

/** The form once more. */
export const again = (outcome: MethodOutcome) =>
  data(outcome, { status: outcome.problem?.status ?? 200 });

/** Reads the form, and uploads the picture that it brings from a browser without script. */
export async function takeMethodForm(organiser: Organiser, request: Request) {
  const form = await readFormWithImage(request);
  if (!form) return { outcome: again({ problem: tooLarge(organiser), isOfImage: true }) };

  const values = readMethodForm(form);
  if (form.get('do') === REMOVE_IMAGE) {
    return { outcome: again({ values: { ...values, qrisUrl: '' } }) };
  }
  const image = await takeImage(organiser, form, 'qrisUrl');
  if ('problem' in image) {
    return { outcome: again({ values, problem: image.problem, isOfImage: true }) };
  }
  return { taken: { form, values: { ...values, qrisUrl: image.url ?? values.qrisUrl } } };
}
