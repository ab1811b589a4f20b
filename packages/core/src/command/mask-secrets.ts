// The password of a URL: RFC 3986, section 3.2.1.
const urlPassword = /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+(?=@)/gi

// Shorter lines, such as the braces of JSON, are in everybody's output and tell nothing.
const minLineChars = 8

/** `secrets`, and the lines of those that have several, the longest first: one may be a part of another. */
export function secretLines(secrets: readonly string[]): string[] {
  const lines = secrets.flatMap((secret) => secret.split(/\r?\n/)).filter((line) => line.length >= minLineChars)
  return [...new Set([...secrets, ...lines])].filter((secret) => secret !== '').sort((a, b) => b.length - a.length)
}

/** `text` without the passwords of URLs and without `secrets`. */
export function maskSecrets(text: string, secrets: readonly string[] = []): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, '****'), text).replaceAll(urlPassword, '****')
}
