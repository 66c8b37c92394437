import type { Kind } from '../domain/kind.ts';
import type { Facts } from './facts.ts';
import type { Language } from './format.ts';

/** What a language says about one kind of message. */
export type Words = {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Somebody's own words, set apart from ours. */
  readonly quote?: string | null;
  /** What to do after reading it. */
  readonly after?: readonly string[];
  readonly link: { readonly label: string; readonly url: string };
};

/** All that one language says. */
export type Wording = {
  readonly words: Readonly<Record<Kind, (facts: Facts) => Words>>;
  readonly toPerson: Frame;
  readonly toOrganiser: Frame;
  details(facts: Facts): readonly (readonly [label: string, value: string])[];
  readonly farewell: string;
};

/** What stands around the words. */
type Frame = {
  greeting(facts: Facts): string;
  /** Why this came. */
  footer(facts: Facts): string;
};

/** A message before it is laid out as text or as markup. */
export type Letter = Words & {
  readonly language: Language;
  readonly greeting: string;
  readonly details: readonly (readonly [label: string, value: string])[];
  readonly farewell: string;
  readonly signature: string;
  readonly footer: string;
};
