/** What an item without a picture is shown with: a cloth pattern of its own, made of its id. */
export type Art = {
  readonly ground: string;
  readonly figure: string;
  readonly spark: string;
  /** One repeat of the pattern, drawn in a square of `TILE` units: `figure` filled, `spark` on top of it. */
  readonly motif: Motif;
  readonly turn: number;
};

export type Motif = { readonly figure: string; readonly spark: string };

export const TILE = 80;

/** Dyes of Javanese cloth: indigo, soga brown, mengkudu red, leaf, night, clay. */
const DYES = [
  { ground: '#27345c', figure: '#4a5c93', spark: '#f0d9a8' },
  { ground: '#5b3a21', figure: '#8a5c37', spark: '#f2dcb5' },
  { ground: '#7a2430', figure: '#a3434c', spark: '#f5d8c4' },
  { ground: '#2c4a3b', figure: '#4c7560', spark: '#f1e0b0' },
  { ground: '#2b2a33', figure: '#54515f', spark: '#e9b48f' },
  { ground: '#a9481f', figure: '#c96f43', spark: '#fce6d2' },
] as const;

/** A leaf from the middle of the tile into a corner. */
const leaf = (x: number, y: number) => {
  const [cx, cy] = [40, 40];
  const [mx, my] = [(cx + x) / 2, (cy + y) / 2];
  const [dx, dy] = [(y - cy) * 0.42, (cx - x) * 0.42];
  return `M${cx} ${cy}Q${mx + dx} ${my + dy} ${x} ${y}Q${mx - dx} ${my - dy} ${cx} ${cy}Z`;
};
const disc = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
const diamond = (x: number, y: number, r: number) =>
  `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`;

const MOTIFS: readonly Motif[] = [
  // Kawung: four leaves that meet.
  {
    figure: [leaf(0, 0), leaf(80, 0), leaf(80, 80), leaf(0, 80)].join(''),
    spark: [
      disc(40, 40, 4.5),
      disc(40, 0, 3),
      disc(0, 40, 3),
      disc(80, 40, 3),
      disc(40, 80, 3),
    ].join(''),
  },
  // Parang: waves that run aslant.
  {
    figure:
      'M0 0Q40 8 40 40Q40 72 80 80L80 52Q64 46 64 20Q64 4 52 0ZM0 28Q16 34 16 60Q16 76 28 80L0 80Z',
    spark: [diamond(20, 12, 4), diamond(60, 68, 4), diamond(74, 10, 3), diamond(6, 70, 3)].join(''),
  },
  // Ceplok: a rosette in each square.
  {
    figure: [
      diamond(40, 40, 30),
      diamond(0, 0, 14),
      diamond(80, 0, 14),
      diamond(80, 80, 14),
      diamond(0, 80, 14),
    ].join(''),
    spark: [
      disc(40, 40, 7),
      disc(40, 22, 3),
      disc(58, 40, 3),
      disc(40, 58, 3),
      disc(22, 40, 3),
    ].join(''),
  },
  // Truntum: stars scattered over the night.
  {
    figure: [disc(20, 20, 13), disc(60, 60, 13)].join(''),
    spark: [diamond(20, 20, 8), diamond(60, 60, 8), disc(60, 20, 2.5), disc(20, 60, 2.5)].join(''),
  },
  // Sekar jagad: islands of colour.
  {
    figure: 'M0 40Q20 10 40 40T80 40V80H0ZM0 0H80Q60 20 40 6T0 0Z',
    spark: [
      disc(40, 62, 5),
      disc(12, 66, 3),
      disc(68, 66, 3),
      disc(60, 22, 2.5),
      disc(18, 22, 2.5),
    ].join(''),
  },
];

/** The same id always gives the same cloth. */
export function artOf(id: string): Art {
  let seed = 7;
  for (const letter of id) seed = (seed * 31 + letter.charCodeAt(0)) >>> 0;
  const dye = DYES[seed % DYES.length] ?? DYES[0];
  const motif = MOTIFS[(seed >>> 5) % MOTIFS.length] ?? { figure: '', spark: '' };
  return { ...dye, motif, turn: ((seed >>> 9) % 4) * 15 };
}
