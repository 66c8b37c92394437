/** How many times as large as fits a picture is shown. */
const ZOOM_MAX = 6;
const STEP = 1.5;

/** What a double click shows. */
export const CLOSE_UP = 2.25;

export const zoomIn = (zoom: number) => Math.min(ZOOM_MAX, zoom * STEP);
export const zoomOut = (zoom: number) => (zoom / STEP < 1.1 ? 1 : zoom / STEP);
