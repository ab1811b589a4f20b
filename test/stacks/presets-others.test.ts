import { missing } from './support/programs'
import { testPreset } from './support/preset-promises'

testPreset({
  name: 'php()',
  preset: 'php',
  files: { 'public/index.php': `<?php echo 'hello ' . $_SERVER['SERVER_PORT'];\n` },
  options: { root: 'public' },
  isInShort: true,
  reason: missing('php'),
})

testPreset({
  name: 'php() with a router',
  preset: 'php',
  files: { 'router.php': `<?php echo 'hello';\n` },
  options: { router: 'router.php' },
  reason: missing('php'),
})

testPreset({
  name: 'go()',
  preset: 'go',
  files: {
    'go.mod': 'module shop\n\ngo 1.19\n',
    'cmd/web/main.go': `
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(response http.ResponseWriter, _ *http.Request) { fmt.Fprint(response, "hello") })
	address := net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT"))
	if err := http.ListenAndServe(address, nil); err != nil {
		panic(err)
	}
}
`,
  },
  options: { package: './cmd/web' },
  reason: missing('go'),
})
