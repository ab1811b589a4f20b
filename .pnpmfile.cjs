/** What is published has no `src`, so its manifest does not name that. */
function withoutSource(manifest) {
  for (const target of Object.values(manifest.exports ?? {})) {
    if (typeof target === 'object') delete target['@portside/source']
  }
  return manifest
}

module.exports = { hooks: { beforePacking: withoutSource } }
