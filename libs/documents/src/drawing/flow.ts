import type { Page, Shape } from './drawing.ts';
import type { SetText } from './set-text.ts';

/** Something that is drawn from `y` downwards. */
export type Block = (y: number) => SetText;

export type Sheet = {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly bottom: number;
  /** What stands on each page besides the blocks. */
  readonly frame: (page: number, pages: number) => readonly Shape[];
};

/** Sets blocks one below the other, each whole on one page, with a new page where one no longer fits. */
export function flow(blocks: readonly Block[], sheet: Sheet): Page[] {
  const pages: Shape[][] = [[]];
  let y = sheet.top;
  for (const block of blocks) {
    let set = block(y);
    if (set.bottom > sheet.bottom && y > sheet.top) {
      pages.push([]);
      set = block(sheet.top);
    }
    pages.at(-1)?.push(...set.shapes);
    y = set.bottom;
  }
  const { width, height, frame } = sheet;
  return pages.map((shapes, index) => ({
    width,
    height,
    shapes: [...frame(index + 1, pages.length), ...shapes],
  }));
}
