import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { peersFolder } from './subjects.ts'

// `npm run bench:setup`: PyTorch and torchvision of the versions that the numbers in docs/performance.md are beside, outside of the project.

const run = (command: string, ...args: readonly string[]): void => {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' })
  if (status === 0) return
  process.stderr.write(`bench:setup: ${command} ${args.join(' ')} failed${error === undefined ? '' : `: ${error.message}`}\n`)
  process.stderr.write('  try  Python 3.10 or later with venv and pip, and 8 GB of free disk\n')
  process.exit(1)
}

run('python3', '-m', 'venv', peersFolder)
run(join(peersFolder, 'bin', 'pip'), 'install', 'torch==2.15.0', 'torchvision==0.29.2')
process.stdout.write(`PyTorch is in ${peersFolder}; \`npm run bench\` measures beside it\n`)
