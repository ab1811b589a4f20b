import { describe, expect, test } from 'vitest'
import { command, defineService, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'

const db = defineService({ start: () => ({ url: 'db-url' }) })
const exits = ['node', '-e', 'process.exit(1)']
const remark =
  '`env` leaves DATABASE_URL unset: the value is undefined. If it is the address of a need, that is in its handle, not in its definition: `env: ({ db }) => ({ DATABASE_URL: db.url })`.'

describe('a variable whose value is undefined', () => {
  test('is named by the error, with the way to the address of the need', async () => {
    const { url } = db as { readonly url?: string }
    const error = await errorOf(start(command(exits, { needs: { db }, env: { DATABASE_URL: url } })))
    expect(error.code).toBe('E_EXITED_EARLY')
    expect(error.hints.at(-1)).toBe(remark)
  })

  test('also where the service runs and does not get ready', async () => {
    const env = (needs: { readonly db: object }) => ({ DATABASE_URL: (needs.db as { readonly uri?: string }).uri })
    const options = { needs: { db }, env, ready: /never/, port: 'none', startTimeoutMs: 500 } as const
    const error = await errorOf(start(command(['node', '-e', 'setInterval(() => {}, 1000)'], options)))
    expect(error.hints).toContain(remark)
  })

  test('is left alone where it removes what the service would inherit, and where nothing is needed', async () => {
    const removes = command(exits, { needs: { db }, env: { MODE: 'x', HOME: undefined } })
    const withoutNeeds = command(exits, { env: { DATABASE_URL: undefined } })
    for (const definition of [removes, withoutNeeds])
      expect((await errorOf(start(definition))).hints.join('\n')).not.toContain('leaves')
  })
})
