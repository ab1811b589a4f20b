import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { endsWithTest } from '../support/ends-with-test'
import { leftBehind } from '../support/left-behind'
import { linesNotShown } from './support/lines-not-shown'
import { readmeSteps } from '../support/readme-steps'

test('the look for what is left behind finds a process and a port, and does not find them when they are gone', async () => {
  const mark = `E2E_MARK=${randomUUID()}`
  const child = spawn('sleep', ['60'], { env: { ...process.env, E2E_MARK: mark.slice('E2E_MARK='.length) } })
  const server = createServer().listen(0, '127.0.0.1')
  await Promise.all([once(child, 'spawn'), once(server, 'listening')])
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const strays = process.platform === 'linux' ? [`process ${child.pid}: sleep 60`] : []
  expect(await leftBehind(mark, [url])).toEqual([...strays, url])
  child.kill()
  server.close()
  await Promise.all([once(child, 'exit'), once(server, 'close')])
  expect(await leftBehind(mark, [url])).toEqual([])
})

const hasGuard = endsWithTest([]).length > 0

test.skipIf(!hasGuard)(
  'a server that a test starts ends with the process of the test (skipped: needs setpriv of util-linux)',
  async () => {
    const script = `const [file, ...args] = ${JSON.stringify(endsWithTest(['sleep', '60']))}
      console.log(require('node:child_process').spawn(file, args, { stdio: 'ignore' }).pid)`
    const parent = spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [printed] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(printed)
    const commandLine = () => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    await expect.poll(commandLine).toBe(['sleep', '60', ''].join('\0'))
    parent.kill('SIGKILL')
    await expect.poll(commandLine).toBe('')
  },
)

test('a README is read as files and command lines with what they show, in its order', () => {
  const code = '```js\n// a.mjs\none()\n\n// b/c.mjs\ntwo()\n```\n'
  const lines = '```console\n$ node a.mjs\none\n\n$ npm test\n```\n'
  const markdown = `${code}Then:\n${lines}\`\`\`ts\nshownOnly()\n\`\`\`\n`
  expect(readmeSteps(markdown)).toEqual([
    { kind: 'file', path: 'a.mjs', text: '// a.mjs\none()\n' },
    { kind: 'file', path: 'b/c.mjs', text: '// b/c.mjs\ntwo()\n' },
    { kind: 'line', line: 'node a.mjs', shown: ['one'] },
    { kind: 'line', line: 'npm test', shown: [] },
  ])
})

test('output is as shown when ports and durations differ, and not when words or counts do', () => {
  const output = ' ✓ a.test.ts (1 test) 1.2s\nready at http://127.0.0.1:40001 now\n      Tests  1 passed (1)\n'
  expect(linesNotShown(['✓ a.test.ts (1 test) 30ms', 'ready at http://127.0.0.1:62893 …'], output)).toEqual([])
  expect(linesNotShown(['Tests  2 passed (2)', 'steady'], output)).toEqual(['Tests  2 passed (2)', 'steady'])
})
