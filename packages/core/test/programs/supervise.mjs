// Supervises the services of a file, prints its address, and closes in order at the end of its input.
const [entry, services] = process.argv.slice(2)
const { supervise } = await import(entry)

const close = await supervise(services)
console.log(process.env.PORTSIDE_SUPERVISOR)
process.stdin.resume().once('end', close)
