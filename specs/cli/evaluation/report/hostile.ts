import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'

/** What a page that runs anything of its data would do. */
export const attack = 'globalThis.hacked=true'
/** Names that break out of text, attributes, addresses, styles and drawings that do not escape them. */
export const hostile = [
  `<script>${attack}</script>`,
  `"><img src=x onerror="${attack}">`,
  `javascript:${attack}`,
  `</style><script>${attack}</script>`,
  `</title></svg><svg onload=${attack}>`,
  `' autofocus onfocus='${attack}`,
  '&lt;b&gt;\u202egnp.exe\u0000',
  `\`\${${attack}}`,
]

/** A page as a browser shows it, with everything that it complained of and asked for since it was opened. */
export interface Watched {
  readonly page: Page
  readonly errors: readonly string[]
  readonly requests: readonly string[]
}

/** Opens a file of HTML, in the dark. */
export const watched = async (browser: Browser, html: string): Promise<Watched> => {
  const [errors, requests]: [string[], string[]] = [[], []]
  const page = await browser.newPage({ viewport: { width: 1300, height: 900 }, colorScheme: 'dark' })
  page.on('request', (request) => requests.push(request.url()))
  page.on('pageerror', (e) => errors.push(e.message))
  page.on('console', (message) => errors.push(message.text()))
  page.on('dialog', (dialog) => errors.push(dialog.message()))
  await page.goto(pathToFileURL(html).href)
  return { page, errors, requests }
}
