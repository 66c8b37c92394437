import type { Sharp } from 'sharp';

/**
 * A drawing as a picture of `density` dots an inch. What sharp is told to block is blocked for its whole process, and a test
 * file that ran here before may be one whose service reads nothing but photos in files: everything is allowed again, since what
 * is done with the picture may need more of it.
 */
export async function readSvg(svg: string, density: number): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.unblock({ operation: ['VipsForeignLoad'] });
  return sharp(Buffer.from(svg), { density });
}
