// Starts a service beside a server of somebody else, and prints how that went, and how often the other one was asked.
// node start-beside-another.mjs <entry of portside> <settings as JSON>
// It changes the names and addresses of its machine if the settings say so, and must run in namespaces of its own then.
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [entry, settings] = process.argv.slice(2)
const { line, preset, presets, options, otherPort, hosts, hasIPv6 = true, hasTerminal = false } = JSON.parse(settings)
if (hasTerminal && !process.stdout.isTTY) {
  const env = { ...process.env, NODE: process.execPath, SELF: process.argv[1], ENTRY: entry, SETTINGS: settings }
  const again = ['-qec', 'exec "$NODE" "$SELF" "$ENTRY" "$SETTINGS"', '/dev/null']
  process.exit(spawnSync('script', again, { env, stdio: ['pipe', 'inherit', 'inherit'] }).status ?? 1)
}
const { command, start } = await import(entry)
const constructors = preset === undefined ? {} : await import(presets)
if (hosts !== undefined) {
  writeFileSync(`${options.cwd}/hosts`, hosts)
  execFileSync('mount', ['--bind', `${options.cwd}/hosts`, '/etc/hosts'])
}
if (!hasIPv6) writeFileSync('/proc/sys/net/ipv6/conf/all/disable_ipv6', '1')
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
    const service = await start(preset === undefined ? command(line, options) : constructors[preset](options))
    const text = await (await service.fetch('/')).text()
    const { host, port, url } = service
    // As a client of the page would, by the name in its URL.
    const byName = await fetch(url).then(
      (response) => response.status,
      (error) => String(error.cause),
    )
    await service.stop()
    return {
      code: 'none',
      hasTerminal: process.stdout.isTTY,
      host,
      url,
      byName,
      isOther: port === otherPort,
      text,
    }
  } catch (error) {
    return { code: error.code, message: error.message, elapsedMs: performance.now() - startedAtMs }
  }
}
