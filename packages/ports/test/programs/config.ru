run ->(_env) { [200, { 'content-length' => '4' }, ['puma']] }
