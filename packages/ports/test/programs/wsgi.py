def app(environ, start_response):
    start_response('200 OK', [('Content-Length', '8')])
    return [b'gunicorn']
