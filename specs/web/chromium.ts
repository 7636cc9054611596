import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** A Chromium on the search path; `.ci/run` installs one. Without it the specs of the page are skipped. */
export const executable = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((file) => existsSync(file))

/** WebGPU on the software GPU that Chromium brings with it. */
const softwareGpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan']

export const launched = (gpu: boolean): Promise<Browser> =>
  chromium.launch({
    ...(executable === undefined ? {} : { executablePath: executable }),
    args: ['--no-sandbox', ...(gpu ? softwareGpu : [])],
  })

/** What a page says when it has looked at a file, or cannot. */
export const saysOf = async (page: Page, file: string): Promise<string> => {
  await page.setInputFiles('#file', file)
  return settled(page)
}

/** What a page says when it has nothing more to do. */
export const settled = async (page: Page): Promise<string> => {
  await page.locator('#says').filter({ hasNotText: '…' }).waitFor({ timeout: 110_000 })
  return (await page.textContent('#says')) ?? ''
}
