import {
  type PointerEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { proofFile } from './proof-file.ts';

type Ref<T> = RefObject<T | null>;
export type Size = { readonly width: number; readonly height: number };

/** The preview is sharp enough for the whole; a close look takes the file itself, once that is here. */
export function useSharp(proofId: string, isWanted: boolean): boolean {
  const [isSharp, setSharp] = useState(false);
  useEffect(() => {
    if (!isWanted || isSharp) return;
    const file = new Image();
    file.src = proofFile(proofId);
    file.decode().then(
      () => setSharp(true),
      () => undefined,
    );
  }, [proofId, isWanted, isSharp]);
  return isSharp;
}

/** Makes the picture so many times as large as fits, and keeps what is in the middle there. */
export function useZoom(
  frame: Ref<HTMLDivElement>,
  picture: Ref<HTMLImageElement>,
  size: Size | undefined,
  zoom: number,
): void {
  const shown = useRef(1);
  useLayoutEffect(() => {
    const box = frame.current;
    const image = picture.current;
    if (!box || !image) return;
    const factor = zoom / shown.current;
    shown.current = zoom;
    const { clientWidth: width, clientHeight: height } = box;
    const middle = { x: box.scrollLeft + width / 2, y: box.scrollTop + height / 2 };
    if (zoom === 1) {
      image.style.width = '';
      image.style.maxWidth = '';
      return;
    }
    const natural = size ?? { width, height };
    const fits = Math.min(width, (height * natural.width) / natural.height, natural.width);
    image.style.width = `${fits * zoom}px`;
    image.style.maxWidth = 'none';
    box.scrollTo(middle.x * factor - width / 2, middle.y * factor - height / 2);
  }, [frame, picture, size, zoom]);
}

/** Dragging moves the picture; a finger scrolls it by itself. */
export function usePan(frame: Ref<HTMLDivElement>, isOn: boolean) {
  const from = useRef<{ readonly x: number; readonly y: number }>(undefined);
  if (!isOn) return {};
  return {
    onPointerDown({ pointerType, clientX, clientY, pointerId, currentTarget }: Pointer) {
      if (pointerType !== 'mouse') return;
      currentTarget.setPointerCapture(pointerId);
      from.current = { x: clientX, y: clientY };
    },
    onPointerMove({ clientX, clientY }: Pointer) {
      if (!from.current) return;
      frame.current?.scrollBy(from.current.x - clientX, from.current.y - clientY);
      from.current = { x: clientX, y: clientY };
    },
    onPointerUp: () => void (from.current = undefined),
    onPointerCancel: () => void (from.current = undefined),
  };
}

type Pointer = PointerEvent<HTMLDivElement>;
