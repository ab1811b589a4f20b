// Writes why `fs.watch` fails here, and the first line that `watchLines` gives: `node watch-lines.mjs <file>`.
import { appendFileSync, watch } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'

const [file] = process.argv.slice(2)
const source = fileURLToPath(new URL('../../src/run/listen-hook/watch-lines.ts', import.meta.url))
const { watchLines } = await createJiti(import.meta.url).import(source)

const alive = setInterval(() => {}, 60_000)
const end = watchLines(file, (line) => {
  console.log(reason(), line)
  clearInterval(alive)
  end()
})
appendFileSync(file, 'line\n')

function reason() {
  try {
    watch(file).close()
    return 'can be watched'
  } catch (error) {
    return error.code
  }
}
