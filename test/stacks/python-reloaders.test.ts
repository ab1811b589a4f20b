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
const django = (text: string) => `
import os
from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpResponse
from django.urls import path

settings.configure(DEBUG=True, ROOT_URLCONF=__name__, ALLOWED_HOSTS=['*'], SECRET_KEY='none')

def home(request):
    return HttpResponse('${text} %d' % os.getpid())

def die(request):
    os._exit(4)

urlpatterns = [path('', home), path('die', die)]
if __name__ == '__main__':
    import sys
    execute_from_command_line(sys.argv)
`

const watchers: readonly Watcher[] = [
  {
    name: 'uvicorn --reload',
    line: 'uvicorn --reload --host {host} --port {port} app:app',
    file: 'app.py',
    program: asgi,
    broken,
    reason: missing('uvicorn'),
  },
  {
    name: "Django's runserver",
    line: `${python} app.py runserver {host}:{port}`,
    file: 'app.py',
    program: django,
    broken,
    endsWithProgram: true,
    reason: missingInPython('django'),
  },
]

for (const watcher of firstIfShort(watchers)) testWatcher(watcher)
