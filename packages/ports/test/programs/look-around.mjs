// Prints what can be said of a listener of this process.
import { createServer } from 'node:net'

const { findPortOwner, findProcessPorts, hasListener, hasOwnProc, judgeListener, leasePort } = await import(
  process.argv[2]
)
const server = createServer().listen(0, '127.0.0.1', () => void look())

async function look() {
  const place = { host: '127.0.0.1', port: server.address().port }
  const lease = await leasePort()
  const [owner, holder] = [await findPortOwner(place.port), await findPortOwner(lease.port)]
  const seen = {
    isOwn: hasOwnProc(),
    state: owner?.state,
    pid: owner?.pid === process.pid ? 'own' : owner?.pid,
    holder: holder?.pid === process.pid ? 'own' : holder?.pid,
    command: holder?.command !== undefined,
    ports: (await findProcessPorts(process.pid)).includes(place.port),
    hasListener: hasListener(process.pid, place),
    verdict: await judgeListener(place, [process.pid]),
    silence: await judgeListener({ host: '127.0.0.1', port: 1 }, [process.pid]),
  }
  console.log(JSON.stringify(seen))
  process.exit()
}
