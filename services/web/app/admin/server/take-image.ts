import { createHash } from 'node:crypto';
import { problems } from '@karcis/contracts';
import type { Refusal } from '../../../src/gateway/connection.ts';
import { imageFile } from '../forms/image-names.ts';
import type { Organiser } from './organiser.ts';
import { sealOf } from './organiser.ts';

/** A file and what else a form of ours may hold. */
const FORM_BYTES_MAX = 10 * 1024 * 1024 + 512 * 1024;

/** A form with a picture in it; undefined when it is larger than any that we would take. */
export async function readFormWithImage(request: Request): Promise<FormData | undefined> {
  const bytes = Number(request.headers.get('content-length') ?? Infinity);
  if (bytes <= FORM_BYTES_MAX) return request.formData();
  await request.body?.cancel();
  return undefined;
}

export const tooLarge = ({ exchange }: Organiser): Refusal => ({
  code: 'file-too-large',
  status: 413,
  title: problems['file-too-large'].title[exchange.language],
});

type TakenImage = { readonly url: string | undefined } | { readonly problem: Refusal };

/** Uploads the picture that a form without script brought, under a key made of the form's and of what is in it. */
export async function takeImage(
  { api }: Organiser,
  form: FormData,
  name: string,
): Promise<TakenImage> {
  const file = form.get(imageFile(name));
  if (!(file instanceof File) || file.size === 0) return { url: undefined };

  const { key, csrfToken } = sealOf(form);
  const hash = createHash('sha256').update(new Uint8Array(await file.arrayBuffer()));
  const body = new FormData();
  body.set('file', file);
  const answer = await api.items.addImage(body, { csrfToken, key: `${key}.${hash.digest('hex')}` });
  return answer.ok ? { url: answer.data.imageUrl } : { problem: answer.problem };
}
