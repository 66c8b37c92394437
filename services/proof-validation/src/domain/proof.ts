/** Why a file that came completely is refused. What is too large never comes completely. */
export type FileRefusal = 'file-type-not-allowed' | 'file-unreadable' | 'file-unsafe';

/** How a booking ended, and with it the time its proofs are kept. */
export type BookingEnd = 'rejected' | 'expired' | 'cancelled' | 'paid';

/** Days after the end; null keeps them. */
export type RetentionDays = Readonly<Record<BookingEnd, number | null>>;
