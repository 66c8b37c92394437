/** Says `text` to screen readers whenever it changes, after what they are saying now. */
export const Announce = ({ text }: { readonly text: string }) => (
  <p role="status" aria-live="polite" className="sr-only">
    {text}
  </p>
);
