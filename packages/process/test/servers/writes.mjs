// Writes numbered lines of 100 characters as quickly as it is read: `writes.mjs <count>`; then it waits.
const count = Number(process.argv[2])
let line = 0

function write() {
  while (line < count) {
    const block = Array.from({ length: 1000 }, (_, index) => `${String(line + index + 1).padStart(99, '.')}\n`)
    line += 1000
    if (!process.stdout.write(block.join(''))) break
  }
}

process.stdout.on('drain', write)
write()
setInterval(() => undefined, 1e6)
