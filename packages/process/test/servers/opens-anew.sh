# Opens its streams anew, as start scripts of container images do, by the names that Linux has for them.
echo one
echo two >/dev/stderr
echo three >/dev/stdout
echo four >>/dev/stderr
exec sleep 1000
