import { missingInPython, python } from './support/programs'
import { testPreset } from './support/preset-promises'

const env = { PYTHONDONTWRITEBYTECODE: '1' }
const options = { interpreter: python, env }

testPreset({
  name: 'flask()',
  preset: 'flask',
  files: {
    'app.py': `from flask import Flask\napp = Flask(__name__)\napp.get('/', endpoint='home')(lambda: 'hello')\n`,
  },
  options,
  isInShort: true,
  reason: missingInPython('flask'),
})

testPreset({
  name: 'flask() that reloads',
  preset: 'flask',
  files: {
    'shop/__init__.py': '',
    'shop/web.py': `from flask import Flask\ndef create_app():\n    app = Flask(__name__)\n    app.get('/', endpoint='home')(lambda: 'hello')\n    return app\n`,
  },
  options: { ...options, reload: true, app: 'shop.web:create_app' },
  reason: missingInPython('flask'),
})

/** A Django project in one file. */
const djangoProject = {
  'manage.py': `
import sys
from django.core.management import execute_from_command_line
if __name__ == '__main__':
    import os
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')
    execute_from_command_line(sys.argv)
`,
  'settings.py': `DEBUG = True\nROOT_URLCONF = 'urls'\nSECRET_KEY = 'x'\nALLOWED_HOSTS = []\n`,
  'urls.py': `
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path('', lambda request: HttpResponse('hello'))]
`,
}

for (const reload of [false, true])
  testPreset({
    name: reload ? 'django() that reloads' : 'django()',
    preset: 'django',
    files: djangoProject,
    options: { ...options, reload },
    isInShort: !reload,
    reason: missingInPython('django'),
  })

const asgi = `
async def app(scope, receive, send):
    if scope['type'] == 'http':
        await send({'type': 'http.response.start', 'status': 200, 'headers': []})
        await send({'type': 'http.response.body', 'body': b'hello'})
`

testPreset({
  name: 'uvicorn()',
  preset: 'uvicorn',
  files: { 'main.py': asgi },
  options,
  isInShort: true,
  reason: missingInPython('uvicorn'),
})

testPreset({
  name: 'uvicorn() that reloads',
  preset: 'uvicorn',
  files: { 'shop.py': asgi },
  options: { ...options, reload: true, app: 'shop:app' },
  reason: missingInPython('uvicorn'),
})
