// Start scripts that first end whoever has their port. They run in a PID and network namespace: no signal can leave it.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { noOwnNetwork, runInNamespace } from '../chaos/support/namespace'
import { repositoryRoot } from '../support/repository-root'
import { serverPath } from '../support/server-path'
import { firstIfShort } from './support/form'
import { missing, skipNote } from './support/programs'
import { installTools } from './support/tools'

const entry = join(repositoryRoot, 'packages/core/dist/index.js')
const lines = [
  { name: 'kill-port', line: 'kill-port $PORT', needs: 'lsof' },
  { name: 'lsof', line: 'lsof -ti:$PORT | xargs -r kill -9', needs: 'lsof' },
  { name: 'fuser', line: 'fuser -s -k $PORT/tcp', needs: 'fuser' },
] as const

for (const { name, line, needs } of firstIfShort(lines)) {
  const reason = noOwnNetwork ?? missing(needs)
  test.skipIf(reason !== undefined)(
    `${name} in a start script ends nothing of ours, at the first start and at a restart${skipNote(reason)}`,
    async () => {
      const bin = join(await installTools('scripts'), 'node_modules/.bin')
      const args = [entry, serverPath('plain.mjs'), `PATH=${bin}:$PATH; ${line}`]
      const { output, code } = await runInNamespace('start-after-freeing.mjs', args, { hasOwnNetwork: true }).ended
      expect(code, output).toBe(0)
      const results = output.split('\n').filter((text) => text.startsWith('{'))
      expect(results.map((text) => JSON.parse(text) as unknown)).toEqual([
        { port: 'lease', first: 200, second: 200 },
        { port: 45_871, first: 200, second: 200 },
      ])
    },
  )
}
