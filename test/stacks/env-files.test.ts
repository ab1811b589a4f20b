// Services whose loader reads a file of variables with the address of another database.
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { command, start } from '../../packages/core/src/index'
import { createApp } from './support/app'
import { isShort } from './support/form'

/** Asks the service of `API_URL`, and answers with its text and a variable that only the file has. */
const app = `
require('node:http')
  .createServer(async (_, response) => response.end((await (await fetch(process.env.API_URL)).text()) + ' ' + process.env.SECOND))
  .listen(process.env.PORT, process.env.HOST)`
const answerOwn = `require('node:http').createServer((_, response) => response.end('own')).listen(process.env.PORT, process.env.HOST)`

for (const line of ['node --env-file=.env app.cjs', 'node --require dotenv/config app.cjs'])
  test.skipIf(isShort)(`the variables of \`env\` win over a file: ${line}`, async () => {
    let connections = 0
    const trap = createServer((socket) => {
      connections += 1
      socket.destroy()
    })
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
    const { port } = trap.address() as { readonly port: number }
    const folder = await createApp('dotenv', {
      '.env': `API_URL=http://127.0.0.1:${port}\nSECOND=of the file\n`,
      'app.cjs': app,
    })
    const api = command(['node', '-e', answerOwn], { env: folder.env })
    const web = command(line, {
      cwd: folder.directory,
      needs: { api },
      env: ({ api }) => ({ ...folder.env, API_URL: api.url }),
    })
    const service = await start(web)
    expect(await (await service.fetch('/')).text()).toBe('own of the file')
    await service.stop()
    trap.close()
    expect(connections).toBe(0)
    await folder.expectNothingLeft([service.url])
    await folder.remove()
  })
