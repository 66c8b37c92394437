import Bowser from 'bowser';

/** What a person calls the device of a User-Agent: “Chrome, Android”. Undefined where it says neither. */
export function describeDevice(userAgent: string | null): string | undefined {
  if (!userAgent) return undefined;
  const { browser, os } = Bowser.parse(userAgent);
  return [browser.name, os.name].filter(Boolean).join(', ') || undefined;
}
