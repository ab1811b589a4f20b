// Leases ports until that fails, and prints the code of the error.
const { leasePort } = await import(process.argv[2])
try {
  for (;;) await leasePort()
} catch ({ code }) {
  console.log(code)
}
