import type { Letter } from './letter.ts';
import { type Markup, markup } from './markup.ts';

export function toText(letter: Letter): string {
  const paragraphs = [
    letter.greeting,
    ...letter.paragraphs,
    ...(letter.quote ? [`> ${letter.quote}`] : []),
    ...(letter.after ?? []),
    `${letter.link.label}:\n${letter.link.url}`,
    letter.details.map(([label, value]) => `${label}: ${value}`).join('\n'),
    `${letter.farewell}\n${letter.signature}`,
    // Dash, dash, space sets apart what follows (RFC 3676, section 4.3).
    `-- \n${letter.footer}`,
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

/** Plain markup that every mail client shows: no pictures, no scripts, nothing loaded from elsewhere. */
export function toHtml(letter: Letter): string {
  const { subject, link, details, farewell, signature, footer } = letter;
  const page = markup`<!doctype html>
<html lang="${letter.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${subject}</title></head>
<body style="${styles.body}">
<div style="${styles.card}">
<p>${letter.greeting}</p>
${letter.paragraphs.map(paragraph)}
${letter.quote ? [markup`<blockquote style="${styles.quote}">${letter.quote}</blockquote>`] : []}
${(letter.after ?? []).map(paragraph)}
<p style="margin:24px 0"><a href="${link.url}" style="${styles.button}">${link.label}</a></p>
<table role="presentation" style="border-spacing:0">
${details.map(row)}
</table>
<p>${farewell}<br>${signature}</p>
<p style="${styles.footer}">${footer}</p>
</div>
</body>
</html>
`;
  return page.text;
}

/** Lines that an organiser broke stay broken. */
const paragraph = (text: string): Markup => {
  const [first = '', ...more] = text.split('\n');
  return markup`<p>${first}${more.map((line) => markup`<br>${line}`)}</p>`;
};

const row = ([label, value]: readonly [string, string]): Markup =>
  markup`<tr><td style="${styles.label}">${label}</td><td>${value}</td></tr>`;

/** Mail clients drop style sheets, so each element carries its own. */
const styles = {
  body: 'margin:0;padding:24px;background:#f6f5f2;color:#1f2328;font:16px/1.6 system-ui,sans-serif',
  card: 'max-width:560px;margin:0 auto;padding:32px;background:#fff;border-radius:12px',
  quote: 'margin:16px 0;padding-left:16px;border-left:3px solid #d0d0c8',
  button: 'padding:12px 20px;border-radius:8px;background:#1f2328;color:#fff;text-decoration:none',
  label: 'padding:2px 16px 2px 0;color:#656d76',
  footer: 'margin-top:32px;color:#656d76;font-size:13px',
};
