import type { Entry, KeptList } from './entries.ts';

const NAME = 'karcis-door';
const LISTS = 'lists';
const ENTRIES = 'entries';

/** What the device keeps over a reload, a dead battery and a day without a network. */
export type DeviceStore = {
  findList(itemId: string): Promise<KeptList | undefined>;
  /** In place of the list before, and of the entries that it tells of. */
  keepList(list: KeptList, told: Iterable<string>): Promise<void>;
  listEntries(itemId: string): Promise<readonly Entry[]>;
  keepEntries(entries: readonly Entry[]): Promise<void>;
  /** Names and tickets leave the device. */
  forgetAll(): Promise<void>;
};

/** Opens the browser's database. Each write is on the disk when its promise resolves. */
export async function openDeviceStore(): Promise<DeviceStore> {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(LISTS, { keyPath: 'itemId' });
    opening.result.createObjectStore(ENTRIES, { keyPath: 'id' }).createIndex('item', 'itemId');
  };
  const database = await settled(opening);

  async function write(
    work: (lists: IDBObjectStore, entries: IDBObjectStore) => void,
  ): Promise<void> {
    const both = [LISTS, ENTRIES];
    const transaction = database.transaction(both, 'readwrite', { durability: 'strict' });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error ?? new Error('the device keeps nothing'));
    transaction.onabort = transaction.onerror;
    work(transaction.objectStore(LISTS), transaction.objectStore(ENTRIES));
    return promise;
  }
  const store = (name: string) => database.transaction(name).objectStore(name);

  return {
    findList: (itemId) => settled<KeptList | undefined>(store(LISTS).get(itemId)),
    keepList: (list, told) =>
      write((lists, entries) => {
        lists.put(list);
        for (const id of told) entries.delete(id);
      }),
    listEntries: (itemId) => settled<Entry[]>(store(ENTRIES).index('item').getAll(itemId)),
    keepEntries: (entries) =>
      write((_lists, kept) => {
        for (const entry of entries) kept.put(entry);
      }),
    forgetAll: () =>
      write((lists, kept) => {
        lists.clear();
        kept.clear();
      }),
  };
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error ?? new Error('the device keeps nothing'));
  return promise;
}
