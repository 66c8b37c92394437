/** An event that was written to the outbox within a SQL function. */
export type Announced = { readonly id: string; readonly subject: string; readonly payload: string };

/** What a change of places leaves to be told once it is committed. */
export type Aftermath = {
  /** Items whose availability is another one now. */
  readonly changed: readonly string[];
  /** Holds whose time was found to be over. */
  readonly expired: number;
  readonly announced: readonly Announced[];
};
