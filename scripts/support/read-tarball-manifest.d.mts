/** The `package.json` inside a packed package. */
export function readTarballManifest(tarball: string): { readonly name: string; readonly version: string }
