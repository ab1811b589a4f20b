import { missing, missingInPython, python } from './support/programs'
import { firstIfShort } from './support/form'
import { testWatcher, type Watcher } from './support/watchers'

// The time of its death, for the measure of how soon it is named.
const broken = `
import time
open('died', 'w').write(str(time.time()))
raise RuntimeError('the database is not there')
`
const asgi = (text: string) => `
import os

async def app(scope, receive, send):
    if scope['type'] != 'http':
        return
    if scope['path'] == '/die':
        os._exit(3)
    await send({'type': 'http.response.start', 'status': 200, 'headers': [(b'content-length', b'%d' % len(body()))]})
    await send({'type': 'http.response.body', 'body': body()})

def body():
    return b'${text} %d' % os.getpid()
`
const manage = `
import os, sys
os.environ['DJANGO_SETTINGS_MODULE'] = 'settings'
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
`
const settings = `
DEBUG = True
ROOT_URLCONF = 'app'
ALLOWED_HOSTS = ['*']
SECRET_KEY = 'none'
`
const django = (text: string) => `
import os
from django.http import HttpResponse
from django.urls import path

def home(request):
    return HttpResponse('${text} %d' % os.getpid())

def die(request):
    os._exit(4)

urlpatterns = [path('', home), path('die', die)]
`
// Python takes a module from its cache if the size and the second of its last change are the same.
const env = { PYTHONDONTWRITEBYTECODE: '1' }

const watchers: readonly Watcher[] = [
  {
    name: 'uvicorn --reload',
    line: 'uvicorn --reload --host {host} --port {port} app:app',
    file: 'app.py',
    program: asgi,
    broken,
    env,
    reason: missing('uvicorn'),
  },
  {
    name: "Django's runserver",
    line: `${python} manage.py runserver {host}:{port}`,
    files: { 'manage.py': manage, 'settings.py': settings },
    env,
    file: 'app.py',
    program: django,
    broken,
    endsWithProgram: true,
    reason: missingInPython('django'),
  },
]

for (const watcher of firstIfShort(watchers)) testWatcher(watcher)
