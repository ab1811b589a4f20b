// A healthy service: the first start fails on a stale build; the build that runs beside it replaces it, and the watcher starts it again.
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'

const server = `import { createServer } from 'node:http'
createServer((_, response) => response.end('ok')).listen(process.env.PORT, process.env.HOST)
`
mkdirSync('dist', { recursive: true })
writeFileSync('dist/server.mjs', 'throw new Error("stale build")\n')
spawn(process.execPath, ['--watch', 'dist/server.mjs'], { stdio: 'inherit' })
setTimeout(() => writeFileSync('dist/server.mjs', server), 2500)
