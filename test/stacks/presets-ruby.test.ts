import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { start, task } from '../../packages/core/src/index'
import { rackup } from '../../packages/portside/src/presets'
import { type App, createApp } from './support/app'
import { isShort } from './support/form'
import { definitionOf, type PresetCase, testPreset } from './support/preset-promises'
import { missing, missingInRuby, skipNote } from './support/programs'
import { railsApp } from './support/rails'

const noPuma = missing('rackup') ?? missing('puma')
const noRails = noPuma ?? missing('rake') ?? missingInRuby('rails') ?? missingInRuby('sqlite3')

testPreset({
  name: 'rackup()',
  preset: 'rackup',
  files: { 'config.ru': `run ->(_) { [200, { 'content-type' => 'text/plain' }, ['hello']] }\n` },
  isInShort: true,
  reason: noPuma,
})

/** The variables of a Rails application, whose database is not the one of its configuration. */
function railsEnvironment(app: App): Readonly<Record<string, string>> {
  return {
    ...app.env,
    RAILS_ENV: 'test',
    DATABASE_URL: `sqlite3:${join(app.directory, 'db/e2e.sqlite3')}?timeout=5000`,
  }
}

const rails: PresetCase = {
  name: 'rackup() with Rails',
  preset: 'rackup',
  files: railsApp,
  prepare: async (app) => {
    await using prepared = await start(task('rake db:prepare', { cwd: app.directory, env: railsEnvironment(app) }))
    void prepared
  },
  options: { env: { DATABASE_URL: 'sqlite3:db/e2e.sqlite3' } },
  reason: noRails,
}
testPreset(rails)

test.skipIf(noRails !== undefined)(
  `Rails is prepared by a task, uses the given database and environment, and leaves the developer's pid file alone${skipNote(noRails)}`,
  async () => {
    // The pid of an unrelated process that lives: Rails would refuse to start beside it.
    const other = spawn('sleep', ['60'], { stdio: 'ignore' })
    const app = await createApp(undefined, { ...railsApp, 'tmp/pids/server.pid': `${other.pid}\n` })
    const env = railsEnvironment(app)
    const migrate = task('rake db:prepare', { cwd: app.directory, env })
    const web = await start(rackup({ cwd: app.directory, needs: { migrate }, env }))
    try {
      const posted = Array.from({ length: 4 }, (_, index) =>
        web.fetch('/notes', { method: 'POST', body: new URLSearchParams({ text: `note ${index}` }) }),
      )
      expect((await Promise.all(posted)).map(({ status }) => status)).toEqual([201, 201, 201, 201])
      const answer = (await (await web.fetch('/notes')).json()) as { readonly notes: readonly string[] }
      expect(answer).toMatchObject({
        text: 'hello',
        environment: 'test',
        database: join(app.directory, 'db/e2e.sqlite3'),
      })
      expect([...answer.notes].sort()).toEqual(['note 0', 'note 1', 'note 2', 'note 3'])
    } finally {
      await web.stop()
      other.kill()
    }
    expect(await readFile(join(app.directory, 'tmp/pids/server.pid'), 'utf8')).toBe(`${other.pid}\n`)
    expect(existsSync(join(app.directory, 'db/test.sqlite3'))).toBe(false)
    await app.expectNothingLeft([web.url])
    await app.remove()
  },
)

test.skipIf(noRails !== undefined || isShort)(
  `Rails that cannot be loaded fails with its reason${skipNote(noRails)}`,
  async () => {
    const app = await createApp(undefined, { ...railsApp, 'config/routes.rb': 'Rails.application.routes.draw do\n' })
    const error = await start(definitionOf(rails, app)).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY', output: expect.stringContaining('routes.rb') })
    await app.expectNothingLeft([])
    await app.remove()
  },
)
