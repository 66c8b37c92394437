import type { Page, Shape } from './drawing.ts';
import { runsOf } from './fonts.ts';

/** A page as SVG. Text is drawn as outlines, since what shows an SVG knows only the fonts of its machine; `title` says it in words. */
export function toSvg({ width, height, shapes }: Page, title: string): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    ...shapes.map(toElement),
    '</svg>\n',
  ].join('\n');
}

function toElement(shape: Shape): string {
  switch (shape.kind) {
    case 'box': {
      const { x, y, width, height, fill = 'none', stroke, radius = 0 } = shape;
      const border = stroke ? ` stroke="${stroke}"` : '';
      return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${radius}" fill="${fill}"${border}/>`;
    }
    case 'path': {
      const crisp = shape.crisp ? ' shape-rendering="crispEdges"' : '';
      return `<path${crisp} transform="translate(${n(shape.x)} ${n(shape.y)}) scale(${shape.scale})" fill="${shape.fill}" d="${shape.d}"/>`;
    }
    case 'line': {
      const dash = shape.dash ? ` stroke-dasharray="${shape.dash}"` : '';
      return `<path d="M${n(shape.x1)} ${n(shape.y1)}L${n(shape.x2)} ${n(shape.y2)}" stroke="${shape.stroke}" stroke-width="${shape.width}"${dash}/>`;
    }
    case 'text': {
      let x = shape.x;
      const outlines = runsOf(shape.text, shape.weight).map(({ text, face: { font } }) => {
        const outline = font.getPath(text, x, shape.y, shape.size).toPathData(1);
        x += font.getAdvanceWidth(text, shape.size);
        return outline;
      });
      return `<path fill="${shape.fill}" d="${outlines.join('')}"/>`;
    }
  }
}

const n = (value: number) => Number(value.toFixed(2));

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
