/** `812 3456 7890`: what stands behind `+62`. A number of another country, with its own `+`, stays as it is typed. */
export function maskPhone(typed: string): string {
  const text = typed.trimStart();
  if (text.startsWith('+') && !'+62'.startsWith(text.slice(0, 3))) return text;

  const digits = text.replace(/\D/g, '').replace(/^(62)?0*/, '');
  const [, ...groups] = /^(\d{0,3})(\d{0,4})(\d{0,8})/.exec(digits) ?? [];
  return groups.filter(Boolean).join(' ');
}
