// Leases one port in every way and does nothing more: if a lease kept the process alive, it would never end.
const { leasePort, privateLoopback } = await import(process.argv[2])
await leasePort()
await leasePort({ hold: 'lock' })
await leasePort({ range: { from: 19_100, to: 19_900 } })
await privateLoopback()
console.log('leased')
