// Leases ports by the options in the arguments, prints what came of it as a line of JSON, and keeps the leases until
// its input ends or it is killed.
const [file, ...words] = process.argv.slice(2)
const requests = words.filter((word) => word !== '--no-wait')
const { leasePort } = await import(file)

const leases = []
for (const request of requests) {
  const result = await leasePort(JSON.parse(request)).then(
    (lease) => (leases.push(lease), { port: lease.port, hold: lease.hold }),
    ({ code, message }) => ({ code, message }),
  )
  console.log(JSON.stringify(result))
}
if (!words.includes('--no-wait')) for await (const _ of process.stdin);
