import { firstIfShort } from './support/form'
import { testWatcher, type Watcher } from './support/watchers'

const program = (text: string) => `
  import { createServer } from 'node:http'
  createServer((request, response) => {
    if (request.url === '/die') process.exit(3)
    response.end('${text} ' + process.pid)
  }).listen(process.env.PORT, process.env.HOST)`
const broken = `
  import { writeFileSync } from 'node:fs'
  writeFileSync('died', String(Date.now() / 1000))
  throw new Error('the database is not there')`
const typed = (text: string) => `const port: string | undefined = process.env.PORT\n${program(text)}`

const watchers: readonly Watcher[] = [
  { name: 'nodemon', line: 'nodemon server.mjs', tools: 'watchers', file: 'server.mjs', program, broken },
  {
    name: 'tsx watch, below npm',
    line: 'npm run dev',
    tools: 'watchers',
    endsWithKill: true,
    file: 'server.ts',
    program: typed,
    broken: `const text: string = ''\n${broken}`,
    files: { 'package.json': JSON.stringify({ type: 'module', scripts: { dev: 'tsx watch server.ts' } }) },
  },
  { name: 'node --watch', line: 'node --watch server.mjs', file: 'server.mjs', program, broken },
]

for (const watcher of firstIfShort(watchers, 2)) testWatcher(watcher)
