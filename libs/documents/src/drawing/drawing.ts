import type { Weight } from './fonts.ts';

/** What a page is made of, in points from its upper left corner. Text stands on its baseline `y`. */
export type Shape =
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill?: string;
      readonly stroke?: string;
      readonly radius?: number;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly weight: Weight;
      readonly fill: string;
    }
  /** An SVG path, moved to `x`, `y` and made `scale` times as large. */
  | {
      readonly kind: 'path';
      readonly d: string;
      readonly x: number;
      readonly y: number;
      readonly scale: number;
      readonly fill: string;
      /** Edges stay hard: a code to scan. */
      readonly crisp?: true;
    }
  | {
      readonly kind: 'line';
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly stroke: string;
      readonly width: number;
      readonly dash?: number;
    };

export type Page = {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
};
