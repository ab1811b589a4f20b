import { invalidArgument } from '@portside/errors'
import { editDistance, nearestNames } from '@portside/internal'
import type { StartContext } from '../../contract/start-context'
import { namedUrl } from '../../contract/url-host'
import type { ServiceMention } from '../../definition/create-definition'
import type { Address } from './command-address'

/** The sources of the values of placeholders: the command's own address, and the handles of its needs. */
export interface PlaceholderValues {
  readonly address: Address
  readonly needs: StartContext['needs']
}

type Key = 'host' | 'url' | 'port'

/** A placeholder in a text: `{port}`, `{port:admin}`, or `{db.url}` of a need. */
interface Placeholder {
  readonly text: string
  readonly need: string | undefined
  readonly key: Key
  readonly portName: string | undefined
}

/** Replaces `{port}`, `{host}`, `{url}`, `{port:name}`, and `{need.url}` in `text`. Throws a `TypeError` for a port that does not exist. */
export function fillPlaceholders(text: string, values: PlaceholderValues): string {
  let filled = ''
  let end = 0
  for (const placeholder of placeholdersIn(text)) {
    filled += text.slice(end, placeholder.at) + valueOf(placeholder, values)
    end = placeholder.at + placeholder.text.length
  }
  return filled + text.slice(end)
}

function valueOf(placeholder: Placeholder, { address, needs }: PlaceholderValues): string {
  const { need, key, portName } = placeholder
  if (need !== undefined) return Object.hasOwn(needs, need) ? valueOfNeed(placeholder, needs[need]) : placeholder.text
  if (key === 'host') return address.host
  const port = portName === undefined ? address.port : address.ports[portName]
  if (port === undefined) throw noSuchPort(placeholder, [])
  return key === 'url' ? namedUrl(address, port) : String(port)
}

/** Throws a `TypeError` when `words` ask for a port that the command does not have. */
export function checkPlaceholders(words: readonly string[], hasPort: boolean, ports: readonly string[]): void {
  for (const placeholder of words.flatMap(placeholdersIn)) {
    const { need, key, portName } = placeholder
    if (need !== undefined || key === 'host') continue
    const exists = portName === undefined ? hasPort : ports.includes(portName)
    if (!exists) throw noSuchPort(placeholder, portName === undefined ? [] : nearestNames(portName, ports))
  }
}

const ofService = /(?<!\$)\{([A-Za-z]\w*)\.(\w+)\}/g

/** Throws a `TypeError` when `words` have braces that nearly name one of `needs`, such as `{apii.url}`, or ask one for what is no placeholder. */
export function checkNeedPlaceholders(words: readonly string[], needs: readonly string[]): void {
  for (const word of needs.length === 0 ? [] : words)
    for (const { 0: text, 1: name = '', 2: key = '', index } of word.matchAll(ofService)) {
      const [near] = needs.includes(name) ? [name] : needs.filter((need) => isNear(name, need))
      const [nearKey] = keys.includes(key as Key) ? [key] : keys.filter((other) => isNear(key, other))
      if (near === undefined || text === `{${near}.${nearKey}}` || isTemplate(word, index, text)) continue
      if (near === name) throw noSuchPlaceholder(text, near, nearKey)
      if (nearKey !== undefined)
        throw noPlaceholder(text, `since no need is called \`${name}\` (did you mean {${near}.${nearKey}}?)`)
    }
}

function isNear(word: string, known: string): boolean {
  return editDistance(word.toLowerCase(), known.toLowerCase()) <= 1
}

function noSuchPlaceholder(text: string, need: string, near: string | undefined): TypeError {
  const known = keys.map((key) => `{${need}.${key}}`)
  const hint = near === undefined ? `only ${known.join(', ')} are replaced` : `did you mean {${need}.${near}}?`
  return noPlaceholder(text, `which is no placeholder of \`${need}\` (${hint})`)
}

function noPlaceholder(text: string, reason: string): TypeError {
  return invalidArgument('command', `without ${text}, ${reason}; \`placeholders: false\` keeps all braces`, text)
}

/** Returns the placeholders in `words` that are of other services. */
export function mentionedServices(words: readonly string[]): readonly ServiceMention[] {
  return words.flatMap(placeholdersIn).flatMap(({ text, need }) => (need === undefined ? [] : [{ text, name: need }]))
}

const keys: readonly Key[] = ['host', 'port', 'url']

/** Returns the words in braces that are one edit away from a placeholder, each with that placeholder. */
export function nearPlaceholders(words: readonly string[]): readonly (readonly [word: string, meant: string])[] {
  return words.flatMap((text) =>
    [...text.matchAll(/(?<!\$)\{([A-Za-z]+)\}/g)].flatMap((match): (readonly [string, string])[] => {
      const [braces, word = ''] = match
      if (isTemplate(text, match.index, braces) || keys.some((key) => key === word)) return []
      const meant = keys.find((key) => isNear(word, key))
      return meant === undefined ? [] : [[braces, `{${meant}}`]]
    }),
  )
}

function noSuchPort({ text }: Placeholder, near: readonly string[]): TypeError {
  const hint = near.length === 0 ? '' : ` (did you mean ${near.map((name) => `{port:${name}}`).join(' or ')}?)`
  return noPlaceholder(text, `which is no port of it${hint}`)
}

function valueOfNeed({ text, need, key }: Placeholder, handle: unknown): string {
  const value =
    typeof handle === 'object' && handle !== null ? (handle as Partial<Record<Key, unknown>>)[key] : undefined
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw invalidArgument('command', `without ${text}, since \`${need}\` has no \`${key}\``, text)
}

const pattern = /(?<!\$)\{(?:([a-z][A-Za-z0-9]*)\.(host|url|port)|(host|url|port)|port:(\w+))\}/g

function placeholdersIn(text: string): readonly (Placeholder & { readonly at: number })[] {
  return [...text.matchAll(pattern)].flatMap(({ 0: braces, 1: need, 2: ofNeed, 3: own, 4: portName, index: at }) =>
    isTemplate(text, at, braces) ? [] : [{ text: braces, at, need, key: (ofNeed ?? own ?? 'port') as Key, portName }],
  )
}

/** Whether these braces are within a second pair, as in templates of Go. */
function isTemplate(text: string, at: number, braces: string): boolean {
  return text[at - 1] === '{' && text[at + braces.length] === '}'
}
