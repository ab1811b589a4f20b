// An HTTP server on the address of its argument, and PORT, that says hello.
package main

import (
	"net"
	"net/http"
	"os"
)

func main() {
	handler := http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) { response.Write([]byte("hello")) })
	listener, err := net.Listen("tcp", net.JoinHostPort(os.Args[1], os.Getenv("PORT")))
	if err != nil {
		panic(err)
	}
	http.Serve(listener, handler)
}
