import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { serverPath } from '../support/server-path'
import { noOwnNetwork, runInNamespace, skipNote } from './support/namespace'

const entry = join(repositoryRoot, 'packages/portside/dist/index.js')
const lines = [
  { program: 'lsof', line: 'lsof -ti:$PORT | xargs -r kill -9' },
  { program: 'fuser', line: 'fuser -s -k $PORT/tcp' },
]

describe('a start script that first ends whoever has its port', () => {
  for (const { program, line } of lines) {
    const reason = noOwnNetwork ?? missing(program)
    test.skipIf(reason !== undefined)(
      `ends nothing of ours by ${program}, at the first start and at a restart${skipNote(reason)}`,
      async () => {
        const args = [entry, serverPath('plain.mjs'), line]
        const { output, code } = await runInNamespace('start-after-freeing.mjs', args, { hasOwnNetwork: true }).ended
        expect(code, output).toBe(0)
        const results = output.trim().split('\n').map((text) => JSON.parse(text) as unknown) // prettier-ignore
        expect(results).toEqual([
          { port: 'lease', first: 200, second: 200 },
          { port: 45_871, first: 200, second: 200 },
        ])
      },
    )
  }
})

function missing(program: string): string | undefined {
  const { status } = spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
  return status === 0 ? undefined : `${program} is not installed`
}
