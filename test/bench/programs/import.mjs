import { createRequire } from 'node:module'

/** `node import.mjs <specifier> <import or require>`: loads a module, and writes what that cost. */
const [specifier, how] = process.argv.slice(2)
const require = createRequire(import.meta.url)

const beforeBytes = process.memoryUsage.rss()
const beforeMs = performance.now()
if (how === 'require') require(specifier)
else await import(specifier)
const importMs = performance.now() - beforeMs
const rssMb = (process.memoryUsage.rss() - beforeBytes) / 1e6

// Some packages keep a process alive: the output is flushed, and that is all.
process.stdout.write(JSON.stringify({ importMs, rssMb }), () => process.exit(0))
