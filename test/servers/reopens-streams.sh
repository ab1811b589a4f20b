# Opens /dev/stdout and /dev/stderr anew, as start scripts of container images do, and then serves; nothing that was written before may be lost.
echo one
echo two >/dev/stderr
echo three >/dev/stdout
echo four >>/dev/stderr
exec node -e 'require("node:http").createServer((q, a) => a.end("ok")).listen(process.env.PORT, process.env.HOST)' "$@"
