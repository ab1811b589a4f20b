import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { command, inProcess, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'

const db = inProcess(() => createServer())
/** Port 19 refuses connections: no service of these tests listens there. */
const connects = `const socket = require('node:net').connect(process.env.DB_PORT ?? 19, '127.0.0.1')`
const answers = `${connects}.on('error', (error) => {
  require('node:http').createServer((_, response) => {
    response.statusCode = 500
    response.end(error.message)
  }).listen(process.env.PORT, process.env.HOST)
})`
const remark =
  /^It connects to 127\.0\.0\.1:19; its need db is at 127\.0\.0\.1:\d+\. If it should connect there, check the variable that its driver reads\.$/

describe('a service that connects to another address than that of its need', () => {
  test.each([
    ['answers with it', answers, 'E_NOT_READY'],
    ['exits with it', connects, 'E_EXITED_EARLY'],
    [
      'writes it, and does not listen',
      `${connects}.on('error', console.error); setInterval(() => {}, 1000)`,
      'E_NOT_LISTENING',
    ],
  ])('learns both addresses from the error where it %s', async (_, script, code) => {
    const options = { needs: { db }, ready: '/', env: { DATABASE_PORT: 'x' }, startTimeoutMs: 1500 }
    const error = await errorOf(start(command(['node', '-e', script], options)))
    expect(error.code).toBe(code)
    expect(error.hints).toContainEqual(expect.stringMatching(remark))
  })

  test('gets no such hint without needs that have a port, nor for the address of its need', async () => {
    const none = command(['node', '-e', connects])
    const down = `console.error('connect ECONNREFUSED 127.0.0.1:' + process.env.DB_PORT); process.exit(1)`
    const same = command(['node', '-e', down], { needs: { db }, env: (needs) => ({ DB_PORT: needs.db.port }) })
    for (const definition of [none, same]) {
      const error = await errorOf(start(definition))
      expect(error.output).toContain('ECONNREFUSED')
      expect(error.hints.join('\n')).not.toContain('It connects to')
    }
  })
})
