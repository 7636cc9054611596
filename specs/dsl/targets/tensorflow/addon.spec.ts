import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasTensorFlow } from '../available.ts'

const root = join(import.meta.dirname, '../../../..')

/** Loads the addon in a process of its own, and says so on standard error. */
const script = `
  import { library } from ${JSON.stringify(join(root, 'dsl/targets/tensorflow/library.ts'))}
  import { loadAddon } from ${JSON.stringify(join(root, 'dsl/targets/tensorflow/addon.ts'))}
  const addon = loadAddon(library().right.addon)
  process.stderr.write(addon._tag)
  process.exit(0)
`

describe.skipIf(!hasTensorFlow)('the addon', () => {
  it('loads without a word on standard error, which is heard again behind it', () => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'TF_CPP_MIN_LOG_LEVEL'))
    const { stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: root,
      env,
      encoding: 'utf8',
    })
    expect(stderr).toBe('Right')
  })
})
