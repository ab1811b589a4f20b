// RFC 3986, section 3.2.1.
const urlPassword = /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+(?=@)/gi

/** Masks the passwords of the URLs in a text. */
export function maskUrlPasswords(text: string): string {
  return text.replaceAll(urlPassword, '****')
}
