import type { BookingView } from '@karcis/contracts';

export type Language = 'id' | 'en';

/** Whose documents they are, and in which zone their times are. */
export type Issuer = {
  readonly projectName: string;
  readonly organizationName: string;
  /** The gateway's origin, without a slash at the end. */
  readonly publicUrl: string;
  /** IANA name of the zone that times are shown in. */
  readonly timeZone: string;
};

/** All that a document is drawn from: the owner's view of a booking, and who issues it. */
export type DocumentFacts = {
  readonly booking: BookingView;
  readonly issuer: Issuer;
  readonly language: Language;
};
