import { resolve } from 'node:path'
import { isPortsideError, withDetails } from '@portside/errors'
import type { InlineService } from './inline-service'
import { packageScripts } from './package-scripts'

/** Adds the likeliest hint to the error of a service whose command is the bare name of a script of package.json. */
export function withScriptHint(error: unknown, services: readonly InlineService[]): unknown {
  if (!isPortsideError(error) || !['E_SPAWN_FAILED', 'E_EXITED_EARLY'].includes(error.code)) return error
  const { command = '', cwd = '.' } = services.find(({ name }) => name === error.service) ?? {}
  const script = command.trim()
  if (!packageScripts(resolve(cwd)).includes(script)) return error
  const others = error.hints.filter((hint) => !hint.startsWith('Near it is'))
  return withDetails(error, {
    hints: [`\`${script}\` is a script of package.json: write \`-s npm:${script}\`.`, ...others],
  })
}
