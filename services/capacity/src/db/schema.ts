import type { ItemStatus, Submission } from '@karcis/contracts';
import type { JSONColumnType, Kysely, Selectable } from 'kysely';

export type ItemsTable = {
  id: string;
  held: number;
  locked: number;
  confirmed: number;
  capacity: number;
  version: number;
  max_per_booking: number;
  hold_ttl_seconds: number | null;
  price: number;
  starts_at: Date;
  ends_at: Date | null;
  booking_closes_at: Date | null;
  auto_approve: boolean;
  certificate: boolean;
  short_id: string;
  status: ItemStatus;
  currency: string;
  slug: string;
  title: string;
  location: string;
  image_url: string | null;
  submission: JSONColumnType<Submission>;
  description: string;
};
export type ItemRow = Selectable<ItemsTable>;

export type PlacesState = 'HELD' | 'LOCKED' | 'CONFIRMED' | 'RELEASED';

export type PlacesTable = {
  booking_id: string;
  /** Null with quantity 0: released before it was held. */
  item_id: string | null;
  held_at: Date | null;
  expires_at: Date | null;
  changed_at: Date;
  quantity: number;
  epoch: number;
  state: PlacesState;
  extended: boolean;
  proof_id: string | null;
};

export type CapacityDatabase = { items: ItemsTable; places: PlacesTable };
export type Db = Kysely<CapacityDatabase>;
