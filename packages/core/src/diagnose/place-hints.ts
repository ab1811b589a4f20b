/** A service that listens elsewhere than it was asked to. */
export interface Misplaced {
  /** The address that it was given. */
  readonly host: string
  readonly port: number
  /** The sockets on which it listens instead. */
  readonly places: readonly { readonly address: string; readonly port: number }[]
  /** The ports of its Node.js processes, which the listen hook can move. */
  readonly moved: readonly number[]
  readonly output: string
  /** Its command line, with placeholders. @default '' */
  readonly template?: string | undefined
}

/** Returns the ways to mend a service that listens elsewhere, the likeliest first; only those that can work for it. */
export function placeHints({ host, port, places, moved, output, template = '' }: Misplaced): string[] {
  // Puma, with a socket that was handed over and that none of its bindings names.
  if (output.includes('Closing unused activated socket'))
    return [
      'It has closed the socket that was handed over ("Closing unused activated socket"): bind the same address, as in `puma -b tcp://{host}:{port}`.',
    ]
  const [first] = places
  const samePort = places.find((place) => place.port === port)
  if (samePort !== undefined) return hostHints(host, samePort.address)
  if (first === undefined) return []
  return [
    ...portHints(template),
    'Or, if it reads another variable than PORT: `env: (_, { port }) => ({ APP_PORT: port })`.',
    ...(moved.includes(first.port) ? [`Or move its port: \`remap: { ${first.port}: 'lease' }\`.`] : []),
    "Or use the port that it picks: `port: 'discover'`.",
    ...otherFamily(first.address),
    `Or give it the port that it wants: \`port: ${first.port}\`.`,
  ]
}

/** A script that npm runs, which gets the options behind `--` alone; other package managers pass on all. */
const npmScript = /^(npm (?:run(?:-script)? \S+|start|test))(?!\S)(?! -- ) */

/** Returns the ways to give a program its port; none that it has been given already. */
function portHints(template: string): string[] {
  if (!template.includes('{port}'))
    return ['Have it read PORT (and HOST).', `Or put {port} into its command line, as in \`${withPort(template)}\`.`]
  if (npmScript.test(template))
    return [
      `npm keeps the options of its own line: put \`--\` before those of the script, as in \`${template.replace(npmScript, '$1 -- ')}\`.`,
    ]
  return [
    'Its command line has {port}, which it does not heed: does its option for the port have another name?',
    'Or have it read PORT (and HOST).',
  ]
}

const longestShown = 60

function withPort(template: string): string {
  const line = `${template} --port {port}`.trim()
  return line.length > longestShown ? '--port {port}' : line.replace(npmScript, '$1 -- ')
}

/** Returns the ways to mend a service that listens on its port, but at another address. */
export function hostHints(host: string, address?: string): string[] {
  return [
    `Have it listen on ${host}: it reads HOST, or put {host} into its command line. \`localhost\` is another address on other machines.`,
    ...otherFamily(address),
  ]
}

function otherFamily(address?: string): string[] {
  return address === '::1' ? ["Or ask for the address that it has: `host: '::1'`."] : []
}
