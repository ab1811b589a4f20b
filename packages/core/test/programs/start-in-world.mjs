// To be run in a network namespace of its own. Uses up all ephemeral ports if asked to, starts a service as the options say, in this process
// with `kind: 'inProcess'`, and prints what came of it.
import { createServer } from 'node:net'

const [file, json] = process.argv.slice(2)
const { kind, isUsedUp = false, ...options } = JSON.parse(json)
const { command, inProcess, start } = await import(file)

const listen = () =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(0, '::', () => resolve(true))
  })
if (isUsedUp) while (await listen());

const script = `require('node:http').createServer((q, r) => r.end()).listen(process.env.PORT, process.env.HOST)`
const definition = kind === 'inProcess' ? inProcess(() => (_, response) => response.end()) : undefined
const result = await start(definition ?? command([process.execPath, '-e', script], options)).then(
  (api) => api.stop().then(() => ({ code: 'none', message: 'it is ready' })),
  ({ code, message }) => ({ code, message }),
)
console.log(JSON.stringify(result))
process.exit()
