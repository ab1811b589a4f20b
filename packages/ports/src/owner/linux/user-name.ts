import { readFileSync } from 'node:fs'

/** The name of a user id in /etc/passwd (passwd(5)); `undefined` where it has none. */
export function userName(uid: number): string | undefined {
  try {
    const line = new RegExp(`^([^:\\n]+):[^:\\n]*:${uid}:`, 'm').exec(readFileSync('/etc/passwd', 'utf8'))
    return line?.[1]
  } catch {
    return undefined
  }
}
