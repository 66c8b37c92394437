import { useFrame } from '../shell/use-frame.ts';

/**
 * What every form that changes something carries: the token that proves it is ours, and the key that makes its effect
 * happen once, however often it is sent. A form that creates has its key from `formKey` in its loader; one that changes
 * something existing may take any text of 16 characters and more that names the change, such as `approve-<id>`.
 */
export function Seal({ formKey }: { readonly formKey: string }) {
  const { csrfToken } = useFrame();
  return (
    <>
      <input type="hidden" name="csrfToken" value={csrfToken} />
      <input type="hidden" name="key" value={formKey} />
    </>
  );
}
