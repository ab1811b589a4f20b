import { probe, type ReadyOption } from '@portside/probe'

/** What `--ready` asks for: `log:` and a pattern of the output, a path, or one of wait-on's resources. */
export function inlineReady(ready: string | undefined): ReadyOption | undefined {
  if (ready === undefined) return undefined
  if (ready.startsWith('log:')) return new RegExp(ready.slice('log:'.length))
  return ready.startsWith('/') ? ready : probe.resource(ready)
}
