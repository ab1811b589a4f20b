import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { start } from '../../packages/core/src/index'
import type { PortsideError } from '../../packages/errors/src/index'
import { createApp } from './support/app'
import { failedStart } from './support/failed-start'
import { isShort } from './support/form'
import { definitionOf, testPreset } from './support/preset-promises'
import { missingInPython, python, skipNote } from './support/programs'
import { asgiApp, djangoProject } from './support/python-apps'

const env = { PYTHONDONTWRITEBYTECODE: '1' }
const options = { interpreter: python, env }

testPreset({
  name: 'flask()',
  preset: 'flask',
  files: {
    'app.py': `from flask import Flask\napp = Flask(__name__)\napp.get('/', endpoint='home')(lambda: 'hello')\n`,
  },
  options,
  isInShort: true,
  reason: missingInPython('flask'),
})

testPreset({
  name: 'flask() that reloads',
  preset: 'flask',
  files: {
    'shop/__init__.py': '',
    'shop/web.py': `from flask import Flask\ndef create_app():\n    app = Flask(__name__)\n    app.get('/', endpoint='home')(lambda: 'hello')\n    return app\n`,
  },
  options: { ...options, reload: true, app: 'shop.web:create_app' },
  reason: missingInPython('flask'),
})

for (const reload of [false, true])
  testPreset({
    name: reload ? 'django() that reloads' : 'django()',
    preset: 'django',
    files: djangoProject,
    options: { ...options, reload },
    isInShort: !reload,
    reason: missingInPython('django'),
  })

testPreset({
  name: 'uvicorn()',
  preset: 'uvicorn',
  files: { 'main.py': asgiApp },
  options,
  isInShort: true,
  reason: missingInPython('uvicorn'),
})

testPreset({
  name: 'uvicorn() that reloads',
  preset: 'uvicorn',
  files: { 'shop.py': asgiApp },
  options: { ...options, reload: true, app: 'shop:app' },
  reason: missingInPython('uvicorn'),
})

for (const reload of [false, true])
  testPreset({
    name: reload ? 'gunicorn() that reloads' : 'gunicorn()',
    preset: 'gunicorn',
    files: { 'app.py': `def app(environ, start):\n    start('200 OK', [])\n    return [b'hello']\n` },
    options: { ...options, reload },
    isInShort: !reload,
    reason: missingInPython('gunicorn'),
  })

/** The time from which a failure is measured: a busy machine takes its own to start Python. */
const died = `import time\nopen('died', 'w').write(str(time.time()))\n`
const deaths = [
  ['a syntax error', 'def app(:\n', /SyntaxError: invalid syntax/],
  ['a signal to itself', 'import os\nos.kill(os.getpid(), 9)\n', /SIGKILL|was killed/],
] as const

/** Each with the file of its app, and how it reports a save that it has noticed. */
const servers = [
  { preset: 'flask', module: 'app.py', reason: missingInPython('flask'), files: {} },
  { preset: 'django', module: 'urls.py', reason: missingInPython('django'), files: djangoProject },
  { preset: 'uvicorn', module: 'main.py', reason: missingInPython('uvicorn'), files: {} },
] as const

for (const { preset, module, reason, files } of servers)
  for (const reload of [false, true])
    for (const [what, death, says] of deaths)
      test.skipIf(reason !== undefined || isShort)(
        `${preset}({ reload: ${reload} }) with an app that fails while it is imported, by ${what}, is named within 3 s${skipNote(reason)}`,
        async () => {
          const app = await createApp(undefined, { ...files, [module]: `${died}import broken\n`, 'broken.py': death })
          const definition = definitionOf({ name: preset, preset, files, options: { ...options, reload } }, app)
          const { error, findings, namedAtMs } = await failedStart(definition)
          const failedAtMs = Date.now()
          const diedAtMs = Number(await readFile(join(app.directory, 'died'), 'utf8')) * 1000
          // A reloader lives on, so that the start fails after a while, and one line names the failure before that.
          expect(Math.min(namedAtMs, failedAtMs) - diedAtMs).toBeLessThan(3000)
          expect(error).toMatchObject({ code: 'E_EXITED_EARLY' })
          expect(`${error.message}\n${findings.join('\n')}`).toMatch(says)
          await app.expectNothingLeft([])
          await app.remove()
        },
      )

/** An app that answers with a word. */
const answering = {
  flask: (word: string) =>
    `from flask import Flask\napp = Flask(__name__)\napp.get('/', endpoint='home')(lambda: '${word}')\n`,
  django: (word: string) => djangoProject['urls.py'].replace('hello', word),
  uvicorn: (word: string) => asgiApp.replace('hello', word),
}

for (const { preset, module, reason, files } of servers)
  test.skipIf(reason !== undefined || isShort)(
    `${preset}({ reload: true }) answers anew after a save, on the same port, without a crash; without reload as before${skipNote(reason)}`,
    async () => {
      const app = await createApp(undefined, { ...files, [module]: answering[preset]('one') })
      const made = (reload: boolean) =>
        start(definitionOf({ name: preset, preset, files, options: { ...options, reload } }, app))
      const [reloading, steady] = await Promise.all([made(true), made(false)])
      const textOf = async (service: typeof steady) => (await service.fetch('/')).text()
      const { port } = reloading
      await app.write({ [module]: answering[preset]('two') })
      // A request in the moment of the restart may be cut, which is no crash.
      await expect
        .poll(() => textOf(reloading).catch((error: PortsideError) => error.code ?? 'cut'), { timeout: 20_000 })
        .toBe('two')
      expect(reloading.port).toBe(port)
      expect(await textOf(steady)).toBe('one')
      await Promise.all([reloading.stop(), steady.stop()])
      await app.expectNothingLeft([reloading.url, steady.url])
      await app.remove()
    },
  )
