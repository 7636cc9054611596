import { createHash } from 'node:crypto'
import { escaped, type Markup, textOf } from './markup.ts'

/** One page. `style` is CSS of ours, never made of data. */
export interface Page {
  readonly title: string
  readonly style: string
  readonly body: readonly Markup[]
}

/**
 * A whole file of HTML that holds everything it shows. Its policy lets the browser run nothing, load nothing but pictures inside the
 * page, use this style alone (so no `style` attributes), and send no form.
 */
export const page = ({ title, style, body }: Page): string => {
  if (style.includes('<')) throw new Error('internal: no `<` in a style')
  const hash = createHash('sha256').update(style).digest('base64')
  const policy = `default-src 'none'; img-src data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
${body.map(textOf).join('\n')}
</body>
</html>
`
}
