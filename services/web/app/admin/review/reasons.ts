/** Ready-made reasons in the order of their keys, 1 to 5. */
export const reasonKeys = ['amount', 'unreadable', 'missing', 'reused', 'account'] as const;

/** As long as the API takes it. */
export const REASON_MAX = 500;

/** What one wrote oneself, else what one chose; '' when neither. */
export function reasonIn(form: FormData): string {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  return (text('other') || text('reason')).slice(0, REASON_MAX);
}
