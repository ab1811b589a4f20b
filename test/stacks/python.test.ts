import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { command, start } from '../../packages/core/src/index'
import { createApp } from './support/app'
import { failedStart } from './support/failed-start'
import { missing, missingInPython, python, skipNote } from './support/programs'
import { expectHello, printAddress, runBeside, stay } from './support/hello'

const env = { PYTHONDONTWRITEBYTECODE: '1' }
const noUvicorn = missing('uvicorn')
const noFlask = missingInPython('flask')
const debugFlask = `${python} -m flask --debug run --host {host} --port {port}`

const uvicorn = 'uvicorn --reload --host {host} --port {port} app:app'
const asgi = `
import os
async def app(scope, receive, send):
    if scope['type'] == 'http':
        await send({'type': 'http.response.start', 'status': 200, 'headers': []})
        await send({'type': 'http.response.body', 'body': b'hello'})
`
const flask = `
import os
from flask import Flask
app = Flask(__name__)
app.get('/', endpoint='home')(lambda: 'hello')
app.get('/die', endpoint='die')(lambda: os._exit(4))
`

/** The time from which the failure is measured: a busy machine takes its own to start Python. */
const died = `import time\nopen('died', 'w').write(str(time.time()))\n`

for (const [what, files, says] of [
  ['a syntax error', { 'app.py': `${died}import broken\n`, 'broken.py': 'def app(:\n' }, /SyntaxError: invalid syntax/],
  ['a signal to itself', { 'app.py': `${died}import os\nos.kill(os.getpid(), 9)\n` }, /was ended by SIGKILL/],
] as const)
  test.skipIf(noUvicorn !== undefined)(
    `uvicorn --reload with an app that fails while it is imported, by ${what}, is named within 3 s${skipNote(noUvicorn)}`,
    async () => {
      const app = await createApp(undefined, files)
      const { error, findings, namedAtMs } = await failedStart(
        command(uvicorn, { cwd: app.directory, env: { ...env, ...app.env }, ready: '/' }),
      )
      expect(findings[0]).toMatch(says)
      const diedAtMs = Number(await readFile(join(app.directory, 'died'), 'utf8')) * 1000
      expect(namedAtMs - diedAtMs).toBeLessThan(3000)
      expect(error).toMatchObject({ code: 'E_EXITED_EARLY' })
      expect(`${error.summary}\n${error.output}`).toMatch(says)
      await app.expectNothingLeft([])
      await app.remove()
    },
  )

test.skipIf(noUvicorn !== undefined)(`uvicorn with two workers${skipNote(noUvicorn)}`, async () => {
  const app = await createApp(undefined, { 'app.py': asgi })
  await expectHello(app, 'uvicorn --workers 2 --host {host} --port {port} app:app', { env })
  await app.remove()
})

for (const options of [{}, { stdin: 'closed' }] as const)
  test.skipIf(noFlask !== undefined)(
    `flask --debug run, with standard input ${options.stdin ?? 'open'}${skipNote(noFlask)}`,
    async () => {
      const app = await createApp(undefined, { 'app.py': flask })
      await expectHello(app, debugFlask, { env, ...options })
      await app.remove()
    },
  )

test.skipIf(noFlask !== undefined)(
  `flask --debug run ends with its program, which is a crash, as in a terminal${skipNote(noFlask)}`,
  async () => {
    const app = await createApp(undefined, { 'app.py': flask })
    await using service = await start(
      command(debugFlask, { cwd: app.directory, env: { ...env, ...app.env }, ready: '/' }),
    )
    await expect(service.fetch('/die')).rejects.toMatchObject({ code: 'E_CRASHED' })
    await service.stop()
    await app.expectNothingLeft([service.url])
    await app.remove()
  },
)

test.skipIf(noFlask !== undefined)(
  `flask --debug run with a broken app ends at once with the traceback${skipNote(noFlask)}`,
  async () => {
    const app = await createApp(undefined, { 'app.py': 'from flask import Flaskk\n' })
    const { error, elapsedMs } = await failedStart(
      command(debugFlask, { cwd: app.directory, env: { ...env, ...app.env }, ready: '/' }),
    )
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY', output: expect.stringContaining('ImportError') })
    expect(elapsedMs).toBeLessThan(3000)
    await app.expectNothingLeft([])
    await app.remove()
  },
)

for (const [name, line, app, reason] of [
  ['uvicorn --reload', uvicorn, asgi, noUvicorn],
  ['flask --debug run', debugFlask, flask, noFlask],
] as const)
  test.skipIf(reason !== undefined)(
    `${name} leaves nothing after SIGKILL of the runner${skipNote(reason)}`,
    async () => {
      const folder = await createApp(undefined, { 'app.py': app })
      const run = runBeside(folder, line, printAddress + stay)
      const [, url = ''] = await run.outputMatching(/^at (http\S+)/m)
      run.child.kill('SIGKILL')
      await run.ended
      await folder.expectNothingLeft([url])
      await folder.remove()
    },
  )
