# A Rack app that says hello.
run ->(_env) { [200, { 'content-type' => 'text/plain' }, ['hello']] }
