import { probe, waitUntilReady, type Probe, type ProbeAttempt, type ResourceOptions } from '@portside/probe'
import type { WaitOnOptions } from 'wait-on'

/** How long the check waits for a server that hangs; every other result comes at once. */
const lookMs = 2000

/** Checks once more a resource that wait-on has given up, and describes the result. */
export async function diagnoseResource(name: string, options: WaitOnOptions): Promise<string> {
  try {
    const { state, attempt } = await lookOnce(probeOf(name, options))
    if (state === 'ready') return options.reverse ? 'is still available' : availableNow(name, options)
    if (attempt === undefined) return `no answer within ${lookMs} ms`
    return attempt.address === undefined ? attempt.detail : `${attempt.address}: ${attempt.detail}`
  } catch (error) {
    // For example, text that wait-on takes for the path of a file.
    return error instanceof Error ? error.message : String(error)
  }
}

interface Look {
  readonly state: string
  readonly attempt: ProbeAttempt | undefined
}

/** Ends with the first result, good or not; an answer that has not come yet is not a result. */
async function lookOnce(look: Probe): Promise<Look> {
  const found = new AbortController()
  let attempt: ProbeAttempt | undefined
  const target = { service: 'wait-on', host: '127.0.0.1', cwd: process.cwd(), env: process.env }
  const { state } = await waitUntilReady(look, target, {
    timeoutMs: lookMs,
    signal: found.signal,
    onAttempt: (latest) => {
      // Results on the other loopback address are reported too, after the first.
      if (found.signal.aborted || latest.address !== (attempt ?? latest).address) return
      attempt = latest
      if (latest.outcome !== 'silent') found.abort()
    },
  })
  return { state, attempt }
}

function probeOf(name: string, { auth, headers = {}, validateStatus }: WaitOnOptions): Probe {
  if (isFile(name)) return probe.file(name.replace(/^file:/, ''))
  const texts = Object.entries(headers).map(([key, value]) => [key, String(value)])
  const options: ResourceOptions = { headers: { ...loginOf(auth), ...Object.fromEntries(texts) } }
  return probe.resource(name, validateStatus === undefined ? options : { ...options, status: validateStatus })
}

function isFile(name: string): boolean {
  return !/^(https?(-get)?|tcp|socket|command):/.test(name)
}

/** Basic authentication (RFC 7617). */
function loginOf(auth: WaitOnOptions['auth']): Readonly<Record<string, string>> {
  if (auth === undefined) return {}
  return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` }
}

function availableNow(name: string, { window = 750, interval = 250 }: WaitOnOptions): string {
  if (!isFile(name)) return 'is available now'
  return `exists now, but its size had not been the same for ${Math.max(window, interval)} ms`
}
