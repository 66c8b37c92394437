import QRCode from 'qrcode';

/**
 * A code to scan as an SVG path, `size` units wide with its quiet zone of four modules. Level M: a creased print or a scratched
 * screen may lose 15 %.
 */
export function qrPath(text: string): { readonly d: string; readonly size: number } {
  // One segment: to look for the best cut into several takes longer than all the rest, and tokens have none.
  const segment = { mode: 'byte', data: Buffer.from(text) } as const;
  const { modules } = QRCode.create([segment], { errorCorrectionLevel: 'M' });
  const rows: string[] = [];
  for (let y = 0; y < modules.size; y += 1) {
    for (let x = 0; x < modules.size; x += 1) {
      let run = 0;
      while (x + run < modules.size && modules.get(y, x + run)) run += 1;
      if (run > 0) rows.push(`M${x + QUIET} ${y + QUIET}h${run}v1h${-run}z`);
      x += run;
    }
  }
  return { d: rows.join(''), size: modules.size + 2 * QUIET };
}

/** ISO/IEC 18004, 6.3.8: nothing may be printed so close to the code. */
const QUIET = 4;
