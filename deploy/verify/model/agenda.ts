/** Something that will happen, unless the process it happens to is dead by then. */
export type Happening<Owner> = {
  readonly at: number;
  readonly owner: Owner | undefined;
  readonly what: string;
  readonly run: () => void | Promise<void>;
  cancelled: boolean;
};

export type Agenda<Owner> = {
  add(happening: Happening<Owner>): void;
  /** The earliest; of those at one instant the one added first. */
  take(): Happening<Owner> | undefined;
  readonly size: number;
};

/** What is to come, as a binary heap. */
export function createAgenda<Owner>(): Agenda<Owner> {
  type Entry = { readonly happening: Happening<Owner>; readonly order: number };
  const heap: Entry[] = [];
  let added = 0;

  const at = (index: number) => heap[index] as Entry;
  const isBefore = (a: Entry, b: Entry) =>
    a.happening.at === b.happening.at ? a.order < b.order : a.happening.at < b.happening.at;

  function rise(index: number): void {
    for (let child = index; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!isBefore(at(child), at(parent))) return;
      [heap[child], heap[parent]] = [at(parent), at(child)];
      child = parent;
    }
  }

  function sink(): void {
    for (let parent = 0; ;) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && isBefore(at(child), at(least))) least = child;
      }
      if (least === parent) return;
      [heap[least], heap[parent]] = [at(parent), at(least)];
      parent = least;
    }
  }

  return {
    add(happening) {
      heap.push({ happening, order: added++ });
      rise(heap.length - 1);
    },
    take() {
      const first = heap[0];
      const last = heap.pop();
      if (first && last && first !== last) {
        heap[0] = last;
        sink();
      }
      return first?.happening;
    },
    get size() {
      return heap.length;
    },
  };
}
