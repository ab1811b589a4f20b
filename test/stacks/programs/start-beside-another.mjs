// Starts a service beside a server of somebody else, and prints how that went, and how often the other one was asked.
// node start-beside-another.mjs <entry of portside> <settings as JSON>
import { createServer } from 'node:http'

const [entry, settings] = process.argv.slice(2)
const { line, options, otherPort } = JSON.parse(settings)
const { command, start } = await import(entry)
let asked = 0
const other = createServer((_, response) => {
  asked += 1
  response.end('the other one')
})
await new Promise((resolve) => other.listen(otherPort, '127.0.0.1', resolve))
console.log(JSON.stringify({ ...(await attempt()), asked }))
other.close()

async function attempt() {
  const startedAtMs = performance.now()
  try {
    const service = await start(command(line, options))
    const text = await (await service.fetch('/')).text()
    const { host, port } = service
    await service.stop()
    return { code: 'none', host, isOther: port === otherPort, text }
  } catch (error) {
    return { code: error.code, message: error.message, elapsedMs: performance.now() - startedAtMs }
  }
}
