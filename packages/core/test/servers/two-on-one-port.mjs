// Two programs of one command both read PORT; the second cannot have it, and ends.
import { spawn } from 'node:child_process'

const code = `require('node:http').createServer((_, response) => response.end(process.argv[1])).listen(process.env.PORT, process.env.HOST)`
for (const name of ['web', 'api']) spawn(process.execPath, ['-e', code, name], { stdio: 'inherit' })
setInterval(() => {}, 1000)
