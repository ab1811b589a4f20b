// To be run in a network namespace of its own. Listens on `host` (with `ipv6Only` on `::` only), has a shell run `setup` with
// the PORT, and prints what a connection to `to` meets, and the rules that may be why.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

const [file, json] = process.argv.slice(2)
const { host, to = host, setup = '', ipv6Only = false } = JSON.parse(json)
const { inspectConnection, findFilterRules } = await import(file)

const server = createServer((socket) => socket.destroy()).listen({ port: 0, host, ipv6Only })
await once(server, 'listening')
const { port } = server.address()
execFileSync('sh', ['-ec', setup], { env: { ...process.env, PORT: String(port) } })
const finding = await inspectConnection(to, port)
const { rules } = await findFilterRules(to, port)
const texts = rules.map(({ text }) => text.replaceAll(String(port), 'PORT'))
console.log(JSON.stringify({ finding, rules: texts, remedies: rules.map(({ remedy }) => remedy) }))
for (const { remedy } of rules) execFileSync('sh', ['-ec', remedy.replace('sudo ', '')])
console.log(JSON.stringify(await inspectConnection(to, port)))
server.close()
