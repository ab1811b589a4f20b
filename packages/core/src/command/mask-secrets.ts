// The password of a URL: RFC 3986, section 3.2.1.
const urlPassword = /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+(?=@)/gi

/** `text` without the passwords of URLs and without `secrets`. */
export function maskSecrets(text: string, secrets: readonly string[] = []): string {
  const visible = secrets
    .filter((secret) => secret !== '')
    .reduce((masked, secret) => masked.replaceAll(secret, '****'), text)
  return visible.replaceAll(urlPassword, '****')
}
