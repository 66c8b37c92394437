/** 10 MB of file content: that many bytes pass, one more is `file-too-large`. */
export const uploadBytesMax = 10 * 1024 * 1024;

/** An image bomb is small on disk: 31 kB of PNG can be 256 megapixels. Photos of phones have up to 50. */
export const imagePixelsMax = 50_000_000;

/** What may be handed in, judged by a file's first bytes and never by its name or header. */
export const allowedTypes = ['image/jpeg', 'image/png', 'application/pdf'] as const;
export type AllowedType = (typeof allowedTypes)[number];

/** Longer side of a proof's preview, in pixels. */
export const previewPixels = 1280;

/** Widths in which an organiser's picture is kept. */
export const imageWidths = [320, 640, 1280] as const;

/** Formats in which each width is kept: AVIF is smaller by a third, WebP is known everywhere. */
export const imageFormats = ['webp', 'avif'] as const;
export type ImageFormat = (typeof imageFormats)[number];
