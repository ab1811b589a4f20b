// When it is asked to end, it writes 2,000 lines of 100 characters, synchronously, and then the file that it was given: `talks-to-the-end.mjs <file>`.
import { writeFileSync, writeSync } from 'node:fs'

process.on('SIGTERM', () => {
  let failure = 'none'
  try {
    for (let line = 1; line <= 2000; line += 1) writeLine(String(line).padStart(99, '.'))
  } catch (error) {
    failure = error.code
  }
  writeFileSync(process.argv[2], failure)
  process.exit()
})

function writeLine(text) {
  const line = Buffer.from(`${text}\n`)
  for (let written = 0; written < line.length;) {
    try {
      written += writeSync(1, line, written)
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

writeLine(`pids: ${process.pid};`)
setInterval(() => undefined, 1e6)
